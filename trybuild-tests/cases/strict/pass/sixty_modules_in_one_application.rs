//! An application of sixty modules stays within the compiler's recursion limit.
#![forbid(unsafe_code)]
#![deny(warnings)]

use purlin::prelude::*;

mod m0 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service0;

    #[module(components = [Service0])]
    pub(super) struct Module0;
}

mod m1 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service1 {
        _before: Arc<super::m0::Service0>,
    }

    #[module(components = [Service1])]
    pub(super) struct Module1;
}

mod m2 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service2 {
        _before: Arc<super::m1::Service1>,
    }

    #[module(components = [Service2])]
    pub(super) struct Module2;
}

mod m3 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service3 {
        _before: Arc<super::m2::Service2>,
    }

    #[module(components = [Service3])]
    pub(super) struct Module3;
}

mod m4 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service4 {
        _before: Arc<super::m3::Service3>,
    }

    #[module(components = [Service4])]
    pub(super) struct Module4;
}

mod m5 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service5 {
        _before: Arc<super::m4::Service4>,
    }

    #[module(components = [Service5])]
    pub(super) struct Module5;
}

mod m6 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service6 {
        _before: Arc<super::m5::Service5>,
    }

    #[module(components = [Service6])]
    pub(super) struct Module6;
}

mod m7 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service7 {
        _before: Arc<super::m6::Service6>,
    }

    #[module(components = [Service7])]
    pub(super) struct Module7;
}

mod m8 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service8 {
        _before: Arc<super::m7::Service7>,
    }

    #[module(components = [Service8])]
    pub(super) struct Module8;
}

mod m9 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service9 {
        _before: Arc<super::m8::Service8>,
    }

    #[module(components = [Service9])]
    pub(super) struct Module9;
}

mod m10 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service10 {
        _before: Arc<super::m9::Service9>,
    }

    #[module(components = [Service10])]
    pub(super) struct Module10;
}

mod m11 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service11 {
        _before: Arc<super::m10::Service10>,
    }

    #[module(components = [Service11])]
    pub(super) struct Module11;
}

mod m12 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service12 {
        _before: Arc<super::m11::Service11>,
    }

    #[module(components = [Service12])]
    pub(super) struct Module12;
}

mod m13 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service13 {
        _before: Arc<super::m12::Service12>,
    }

    #[module(components = [Service13])]
    pub(super) struct Module13;
}

mod m14 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service14 {
        _before: Arc<super::m13::Service13>,
    }

    #[module(components = [Service14])]
    pub(super) struct Module14;
}

mod m15 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service15 {
        _before: Arc<super::m14::Service14>,
    }

    #[module(components = [Service15])]
    pub(super) struct Module15;
}

mod m16 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service16 {
        _before: Arc<super::m15::Service15>,
    }

    #[module(components = [Service16])]
    pub(super) struct Module16;
}

mod m17 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service17 {
        _before: Arc<super::m16::Service16>,
    }

    #[module(components = [Service17])]
    pub(super) struct Module17;
}

mod m18 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service18 {
        _before: Arc<super::m17::Service17>,
    }

    #[module(components = [Service18])]
    pub(super) struct Module18;
}

mod m19 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service19 {
        _before: Arc<super::m18::Service18>,
    }

    #[module(components = [Service19])]
    pub(super) struct Module19;
}

mod m20 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service20 {
        _before: Arc<super::m19::Service19>,
    }

    #[module(components = [Service20])]
    pub(super) struct Module20;
}

mod m21 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service21 {
        _before: Arc<super::m20::Service20>,
    }

    #[module(components = [Service21])]
    pub(super) struct Module21;
}

mod m22 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service22 {
        _before: Arc<super::m21::Service21>,
    }

    #[module(components = [Service22])]
    pub(super) struct Module22;
}

mod m23 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service23 {
        _before: Arc<super::m22::Service22>,
    }

    #[module(components = [Service23])]
    pub(super) struct Module23;
}

mod m24 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service24 {
        _before: Arc<super::m23::Service23>,
    }

    #[module(components = [Service24])]
    pub(super) struct Module24;
}

mod m25 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service25 {
        _before: Arc<super::m24::Service24>,
    }

    #[module(components = [Service25])]
    pub(super) struct Module25;
}

mod m26 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service26 {
        _before: Arc<super::m25::Service25>,
    }

    #[module(components = [Service26])]
    pub(super) struct Module26;
}

mod m27 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service27 {
        _before: Arc<super::m26::Service26>,
    }

    #[module(components = [Service27])]
    pub(super) struct Module27;
}

mod m28 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service28 {
        _before: Arc<super::m27::Service27>,
    }

    #[module(components = [Service28])]
    pub(super) struct Module28;
}

mod m29 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service29 {
        _before: Arc<super::m28::Service28>,
    }

    #[module(components = [Service29])]
    pub(super) struct Module29;
}

mod m30 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service30 {
        _before: Arc<super::m29::Service29>,
    }

    #[module(components = [Service30])]
    pub(super) struct Module30;
}

mod m31 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service31 {
        _before: Arc<super::m30::Service30>,
    }

    #[module(components = [Service31])]
    pub(super) struct Module31;
}

mod m32 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service32 {
        _before: Arc<super::m31::Service31>,
    }

    #[module(components = [Service32])]
    pub(super) struct Module32;
}

mod m33 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service33 {
        _before: Arc<super::m32::Service32>,
    }

    #[module(components = [Service33])]
    pub(super) struct Module33;
}

mod m34 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service34 {
        _before: Arc<super::m33::Service33>,
    }

    #[module(components = [Service34])]
    pub(super) struct Module34;
}

mod m35 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service35 {
        _before: Arc<super::m34::Service34>,
    }

    #[module(components = [Service35])]
    pub(super) struct Module35;
}

mod m36 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service36 {
        _before: Arc<super::m35::Service35>,
    }

    #[module(components = [Service36])]
    pub(super) struct Module36;
}

mod m37 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service37 {
        _before: Arc<super::m36::Service36>,
    }

    #[module(components = [Service37])]
    pub(super) struct Module37;
}

mod m38 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service38 {
        _before: Arc<super::m37::Service37>,
    }

    #[module(components = [Service38])]
    pub(super) struct Module38;
}

mod m39 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service39 {
        _before: Arc<super::m38::Service38>,
    }

    #[module(components = [Service39])]
    pub(super) struct Module39;
}

mod m40 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service40 {
        _before: Arc<super::m39::Service39>,
    }

    #[module(components = [Service40])]
    pub(super) struct Module40;
}

mod m41 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service41 {
        _before: Arc<super::m40::Service40>,
    }

    #[module(components = [Service41])]
    pub(super) struct Module41;
}

mod m42 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service42 {
        _before: Arc<super::m41::Service41>,
    }

    #[module(components = [Service42])]
    pub(super) struct Module42;
}

mod m43 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service43 {
        _before: Arc<super::m42::Service42>,
    }

    #[module(components = [Service43])]
    pub(super) struct Module43;
}

mod m44 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service44 {
        _before: Arc<super::m43::Service43>,
    }

    #[module(components = [Service44])]
    pub(super) struct Module44;
}

mod m45 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service45 {
        _before: Arc<super::m44::Service44>,
    }

    #[module(components = [Service45])]
    pub(super) struct Module45;
}

mod m46 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service46 {
        _before: Arc<super::m45::Service45>,
    }

    #[module(components = [Service46])]
    pub(super) struct Module46;
}

mod m47 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service47 {
        _before: Arc<super::m46::Service46>,
    }

    #[module(components = [Service47])]
    pub(super) struct Module47;
}

mod m48 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service48 {
        _before: Arc<super::m47::Service47>,
    }

    #[module(components = [Service48])]
    pub(super) struct Module48;
}

mod m49 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service49 {
        _before: Arc<super::m48::Service48>,
    }

    #[module(components = [Service49])]
    pub(super) struct Module49;
}

mod m50 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service50 {
        _before: Arc<super::m49::Service49>,
    }

    #[module(components = [Service50])]
    pub(super) struct Module50;
}

mod m51 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service51 {
        _before: Arc<super::m50::Service50>,
    }

    #[module(components = [Service51])]
    pub(super) struct Module51;
}

mod m52 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service52 {
        _before: Arc<super::m51::Service51>,
    }

    #[module(components = [Service52])]
    pub(super) struct Module52;
}

mod m53 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service53 {
        _before: Arc<super::m52::Service52>,
    }

    #[module(components = [Service53])]
    pub(super) struct Module53;
}

mod m54 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service54 {
        _before: Arc<super::m53::Service53>,
    }

    #[module(components = [Service54])]
    pub(super) struct Module54;
}

mod m55 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service55 {
        _before: Arc<super::m54::Service54>,
    }

    #[module(components = [Service55])]
    pub(super) struct Module55;
}

mod m56 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service56 {
        _before: Arc<super::m55::Service55>,
    }

    #[module(components = [Service56])]
    pub(super) struct Module56;
}

mod m57 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service57 {
        _before: Arc<super::m56::Service56>,
    }

    #[module(components = [Service57])]
    pub(super) struct Module57;
}

mod m58 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service58 {
        _before: Arc<super::m57::Service57>,
    }

    #[module(components = [Service58])]
    pub(super) struct Module58;
}

mod m59 {
    use purlin::prelude::*;

    #[provides]
    pub(super) struct Service59 {
        _before: Arc<super::m58::Service58>,
    }

    #[module(components = [Service59])]
    pub(super) struct Module59;
}

#[app(modules = [
    m0::Module0,
    m1::Module1,
    m2::Module2,
    m3::Module3,
    m4::Module4,
    m5::Module5,
    m6::Module6,
    m7::Module7,
    m8::Module8,
    m9::Module9,
    m10::Module10,
    m11::Module11,
    m12::Module12,
    m13::Module13,
    m14::Module14,
    m15::Module15,
    m16::Module16,
    m17::Module17,
    m18::Module18,
    m19::Module19,
    m20::Module20,
    m21::Module21,
    m22::Module22,
    m23::Module23,
    m24::Module24,
    m25::Module25,
    m26::Module26,
    m27::Module27,
    m28::Module28,
    m29::Module29,
    m30::Module30,
    m31::Module31,
    m32::Module32,
    m33::Module33,
    m34::Module34,
    m35::Module35,
    m36::Module36,
    m37::Module37,
    m38::Module38,
    m39::Module39,
    m40::Module40,
    m41::Module41,
    m42::Module42,
    m43::Module43,
    m44::Module44,
    m45::Module45,
    m46::Module46,
    m47::Module47,
    m48::Module48,
    m49::Module49,
    m50::Module50,
    m51::Module51,
    m52::Module52,
    m53::Module53,
    m54::Module54,
    m55::Module55,
    m56::Module56,
    m57::Module57,
    m58::Module58,
    m59::Module59,
], expose = [m59::Service59])]
struct Storefront;

fn main() {
    drop(Storefront::builder());
}
