//! Addresses as expressions that need no parsing at run time.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn ip(address: IpAddr) -> TokenStream {
    match address {
        IpAddr::V4(address) => {
            let address = ipv4(address);
            quote!(::core::net::IpAddr::V4(#address))
        }
        IpAddr::V6(address) => {
            let address = ipv6(address);
            quote!(::core::net::IpAddr::V6(#address))
        }
    }
}

pub(super) fn ipv4(address: Ipv4Addr) -> TokenStream {
    let [a, b, c, d] = address.octets();
    quote!(::core::net::Ipv4Addr::new(#a, #b, #c, #d))
}

pub(super) fn ipv6(address: Ipv6Addr) -> TokenStream {
    let segments = address.segments();
    quote!(::core::net::Ipv6Addr::new(#(#segments),*))
}

pub(super) fn socket(address: SocketAddr) -> TokenStream {
    match address {
        SocketAddr::V4(address) => socket_v4(address),
        SocketAddr::V6(address) => socket_v6(address),
    }
}

fn socket_v4(address: SocketAddrV4) -> TokenStream {
    let (ip, port) = (ipv4(*address.ip()), address.port());
    quote!(::core::net::SocketAddr::V4(::core::net::SocketAddrV4::new(#ip, #port)))
}

fn socket_v6(address: SocketAddrV6) -> TokenStream {
    let (ip, port) = (ipv6(*address.ip()), address.port());
    let (flow, scope) = (address.flowinfo(), address.scope_id());
    quote! {
        ::core::net::SocketAddr::V6(::core::net::SocketAddrV6::new(#ip, #port, #flow, #scope))
    }
}
