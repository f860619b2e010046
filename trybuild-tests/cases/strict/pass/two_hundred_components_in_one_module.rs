//! A module of two hundred components stays within the compiler's recursion limit.
#![forbid(unsafe_code)]
#![deny(warnings)]

use purlin::prelude::*;

#[provides]
struct Service0;

#[provides]
struct Service1 {
    _parent: Arc<Service0>,
}

#[provides]
struct Service2 {
    _parent: Arc<Service1>,
}

#[provides]
struct Service3 {
    _parent: Arc<Service1>,
}

#[provides]
struct Service4 {
    _parent: Arc<Service2>,
}

#[provides]
struct Service5 {
    _parent: Arc<Service2>,
}

#[provides]
struct Service6 {
    _parent: Arc<Service3>,
}

#[provides]
struct Service7 {
    _parent: Arc<Service3>,
}

#[provides]
struct Service8 {
    _parent: Arc<Service4>,
}

#[provides]
struct Service9 {
    _parent: Arc<Service4>,
}

#[provides]
struct Service10 {
    _parent: Arc<Service5>,
}

#[provides]
struct Service11 {
    _parent: Arc<Service5>,
}

#[provides]
struct Service12 {
    _parent: Arc<Service6>,
}

#[provides]
struct Service13 {
    _parent: Arc<Service6>,
}

#[provides]
struct Service14 {
    _parent: Arc<Service7>,
}

#[provides]
struct Service15 {
    _parent: Arc<Service7>,
}

#[provides]
struct Service16 {
    _parent: Arc<Service8>,
}

#[provides]
struct Service17 {
    _parent: Arc<Service8>,
}

#[provides]
struct Service18 {
    _parent: Arc<Service9>,
}

#[provides]
struct Service19 {
    _parent: Arc<Service9>,
}

#[provides]
struct Service20 {
    _parent: Arc<Service10>,
}

#[provides]
struct Service21 {
    _parent: Arc<Service10>,
}

#[provides]
struct Service22 {
    _parent: Arc<Service11>,
}

#[provides]
struct Service23 {
    _parent: Arc<Service11>,
}

#[provides]
struct Service24 {
    _parent: Arc<Service12>,
}

#[provides]
struct Service25 {
    _parent: Arc<Service12>,
}

#[provides]
struct Service26 {
    _parent: Arc<Service13>,
}

#[provides]
struct Service27 {
    _parent: Arc<Service13>,
}

#[provides]
struct Service28 {
    _parent: Arc<Service14>,
}

#[provides]
struct Service29 {
    _parent: Arc<Service14>,
}

#[provides]
struct Service30 {
    _parent: Arc<Service15>,
}

#[provides]
struct Service31 {
    _parent: Arc<Service15>,
}

#[provides]
struct Service32 {
    _parent: Arc<Service16>,
}

#[provides]
struct Service33 {
    _parent: Arc<Service16>,
}

#[provides]
struct Service34 {
    _parent: Arc<Service17>,
}

#[provides]
struct Service35 {
    _parent: Arc<Service17>,
}

#[provides]
struct Service36 {
    _parent: Arc<Service18>,
}

#[provides]
struct Service37 {
    _parent: Arc<Service18>,
}

#[provides]
struct Service38 {
    _parent: Arc<Service19>,
}

#[provides]
struct Service39 {
    _parent: Arc<Service19>,
}

#[provides]
struct Service40 {
    _parent: Arc<Service20>,
}

#[provides]
struct Service41 {
    _parent: Arc<Service20>,
}

#[provides]
struct Service42 {
    _parent: Arc<Service21>,
}

#[provides]
struct Service43 {
    _parent: Arc<Service21>,
}

#[provides]
struct Service44 {
    _parent: Arc<Service22>,
}

#[provides]
struct Service45 {
    _parent: Arc<Service22>,
}

#[provides]
struct Service46 {
    _parent: Arc<Service23>,
}

#[provides]
struct Service47 {
    _parent: Arc<Service23>,
}

#[provides]
struct Service48 {
    _parent: Arc<Service24>,
}

#[provides]
struct Service49 {
    _parent: Arc<Service24>,
}

#[provides]
struct Service50 {
    _parent: Arc<Service25>,
}

#[provides]
struct Service51 {
    _parent: Arc<Service25>,
}

#[provides]
struct Service52 {
    _parent: Arc<Service26>,
}

#[provides]
struct Service53 {
    _parent: Arc<Service26>,
}

#[provides]
struct Service54 {
    _parent: Arc<Service27>,
}

#[provides]
struct Service55 {
    _parent: Arc<Service27>,
}

#[provides]
struct Service56 {
    _parent: Arc<Service28>,
}

#[provides]
struct Service57 {
    _parent: Arc<Service28>,
}

#[provides]
struct Service58 {
    _parent: Arc<Service29>,
}

#[provides]
struct Service59 {
    _parent: Arc<Service29>,
}

#[provides]
struct Service60 {
    _parent: Arc<Service30>,
}

#[provides]
struct Service61 {
    _parent: Arc<Service30>,
}

#[provides]
struct Service62 {
    _parent: Arc<Service31>,
}

#[provides]
struct Service63 {
    _parent: Arc<Service31>,
}

#[provides]
struct Service64 {
    _parent: Arc<Service32>,
}

#[provides]
struct Service65 {
    _parent: Arc<Service32>,
}

#[provides]
struct Service66 {
    _parent: Arc<Service33>,
}

#[provides]
struct Service67 {
    _parent: Arc<Service33>,
}

#[provides]
struct Service68 {
    _parent: Arc<Service34>,
}

#[provides]
struct Service69 {
    _parent: Arc<Service34>,
}

#[provides]
struct Service70 {
    _parent: Arc<Service35>,
}

#[provides]
struct Service71 {
    _parent: Arc<Service35>,
}

#[provides]
struct Service72 {
    _parent: Arc<Service36>,
}

#[provides]
struct Service73 {
    _parent: Arc<Service36>,
}

#[provides]
struct Service74 {
    _parent: Arc<Service37>,
}

#[provides]
struct Service75 {
    _parent: Arc<Service37>,
}

#[provides]
struct Service76 {
    _parent: Arc<Service38>,
}

#[provides]
struct Service77 {
    _parent: Arc<Service38>,
}

#[provides]
struct Service78 {
    _parent: Arc<Service39>,
}

#[provides]
struct Service79 {
    _parent: Arc<Service39>,
}

#[provides]
struct Service80 {
    _parent: Arc<Service40>,
}

#[provides]
struct Service81 {
    _parent: Arc<Service40>,
}

#[provides]
struct Service82 {
    _parent: Arc<Service41>,
}

#[provides]
struct Service83 {
    _parent: Arc<Service41>,
}

#[provides]
struct Service84 {
    _parent: Arc<Service42>,
}

#[provides]
struct Service85 {
    _parent: Arc<Service42>,
}

#[provides]
struct Service86 {
    _parent: Arc<Service43>,
}

#[provides]
struct Service87 {
    _parent: Arc<Service43>,
}

#[provides]
struct Service88 {
    _parent: Arc<Service44>,
}

#[provides]
struct Service89 {
    _parent: Arc<Service44>,
}

#[provides]
struct Service90 {
    _parent: Arc<Service45>,
}

#[provides]
struct Service91 {
    _parent: Arc<Service45>,
}

#[provides]
struct Service92 {
    _parent: Arc<Service46>,
}

#[provides]
struct Service93 {
    _parent: Arc<Service46>,
}

#[provides]
struct Service94 {
    _parent: Arc<Service47>,
}

#[provides]
struct Service95 {
    _parent: Arc<Service47>,
}

#[provides]
struct Service96 {
    _parent: Arc<Service48>,
}

#[provides]
struct Service97 {
    _parent: Arc<Service48>,
}

#[provides]
struct Service98 {
    _parent: Arc<Service49>,
}

#[provides]
struct Service99 {
    _parent: Arc<Service49>,
}

#[provides(keep)]
struct Service100 {
    _parent: Arc<Service50>,
}

#[provides(keep)]
struct Service101 {
    _parent: Arc<Service50>,
}

#[provides(keep)]
struct Service102 {
    _parent: Arc<Service51>,
}

#[provides(keep)]
struct Service103 {
    _parent: Arc<Service51>,
}

#[provides(keep)]
struct Service104 {
    _parent: Arc<Service52>,
}

#[provides(keep)]
struct Service105 {
    _parent: Arc<Service52>,
}

#[provides(keep)]
struct Service106 {
    _parent: Arc<Service53>,
}

#[provides(keep)]
struct Service107 {
    _parent: Arc<Service53>,
}

#[provides(keep)]
struct Service108 {
    _parent: Arc<Service54>,
}

#[provides(keep)]
struct Service109 {
    _parent: Arc<Service54>,
}

#[provides(keep)]
struct Service110 {
    _parent: Arc<Service55>,
}

#[provides(keep)]
struct Service111 {
    _parent: Arc<Service55>,
}

#[provides(keep)]
struct Service112 {
    _parent: Arc<Service56>,
}

#[provides(keep)]
struct Service113 {
    _parent: Arc<Service56>,
}

#[provides(keep)]
struct Service114 {
    _parent: Arc<Service57>,
}

#[provides(keep)]
struct Service115 {
    _parent: Arc<Service57>,
}

#[provides(keep)]
struct Service116 {
    _parent: Arc<Service58>,
}

#[provides(keep)]
struct Service117 {
    _parent: Arc<Service58>,
}

#[provides(keep)]
struct Service118 {
    _parent: Arc<Service59>,
}

#[provides(keep)]
struct Service119 {
    _parent: Arc<Service59>,
}

#[provides(keep)]
struct Service120 {
    _parent: Arc<Service60>,
}

#[provides(keep)]
struct Service121 {
    _parent: Arc<Service60>,
}

#[provides(keep)]
struct Service122 {
    _parent: Arc<Service61>,
}

#[provides(keep)]
struct Service123 {
    _parent: Arc<Service61>,
}

#[provides(keep)]
struct Service124 {
    _parent: Arc<Service62>,
}

#[provides(keep)]
struct Service125 {
    _parent: Arc<Service62>,
}

#[provides(keep)]
struct Service126 {
    _parent: Arc<Service63>,
}

#[provides(keep)]
struct Service127 {
    _parent: Arc<Service63>,
}

#[provides(keep)]
struct Service128 {
    _parent: Arc<Service64>,
}

#[provides(keep)]
struct Service129 {
    _parent: Arc<Service64>,
}

#[provides(keep)]
struct Service130 {
    _parent: Arc<Service65>,
}

#[provides(keep)]
struct Service131 {
    _parent: Arc<Service65>,
}

#[provides(keep)]
struct Service132 {
    _parent: Arc<Service66>,
}

#[provides(keep)]
struct Service133 {
    _parent: Arc<Service66>,
}

#[provides(keep)]
struct Service134 {
    _parent: Arc<Service67>,
}

#[provides(keep)]
struct Service135 {
    _parent: Arc<Service67>,
}

#[provides(keep)]
struct Service136 {
    _parent: Arc<Service68>,
}

#[provides(keep)]
struct Service137 {
    _parent: Arc<Service68>,
}

#[provides(keep)]
struct Service138 {
    _parent: Arc<Service69>,
}

#[provides(keep)]
struct Service139 {
    _parent: Arc<Service69>,
}

#[provides(keep)]
struct Service140 {
    _parent: Arc<Service70>,
}

#[provides(keep)]
struct Service141 {
    _parent: Arc<Service70>,
}

#[provides(keep)]
struct Service142 {
    _parent: Arc<Service71>,
}

#[provides(keep)]
struct Service143 {
    _parent: Arc<Service71>,
}

#[provides(keep)]
struct Service144 {
    _parent: Arc<Service72>,
}

#[provides(keep)]
struct Service145 {
    _parent: Arc<Service72>,
}

#[provides(keep)]
struct Service146 {
    _parent: Arc<Service73>,
}

#[provides(keep)]
struct Service147 {
    _parent: Arc<Service73>,
}

#[provides(keep)]
struct Service148 {
    _parent: Arc<Service74>,
}

#[provides(keep)]
struct Service149 {
    _parent: Arc<Service74>,
}

#[provides(keep)]
struct Service150 {
    _parent: Arc<Service75>,
}

#[provides(keep)]
struct Service151 {
    _parent: Arc<Service75>,
}

#[provides(keep)]
struct Service152 {
    _parent: Arc<Service76>,
}

#[provides(keep)]
struct Service153 {
    _parent: Arc<Service76>,
}

#[provides(keep)]
struct Service154 {
    _parent: Arc<Service77>,
}

#[provides(keep)]
struct Service155 {
    _parent: Arc<Service77>,
}

#[provides(keep)]
struct Service156 {
    _parent: Arc<Service78>,
}

#[provides(keep)]
struct Service157 {
    _parent: Arc<Service78>,
}

#[provides(keep)]
struct Service158 {
    _parent: Arc<Service79>,
}

#[provides(keep)]
struct Service159 {
    _parent: Arc<Service79>,
}

#[provides(keep)]
struct Service160 {
    _parent: Arc<Service80>,
}

#[provides(keep)]
struct Service161 {
    _parent: Arc<Service80>,
}

#[provides(keep)]
struct Service162 {
    _parent: Arc<Service81>,
}

#[provides(keep)]
struct Service163 {
    _parent: Arc<Service81>,
}

#[provides(keep)]
struct Service164 {
    _parent: Arc<Service82>,
}

#[provides(keep)]
struct Service165 {
    _parent: Arc<Service82>,
}

#[provides(keep)]
struct Service166 {
    _parent: Arc<Service83>,
}

#[provides(keep)]
struct Service167 {
    _parent: Arc<Service83>,
}

#[provides(keep)]
struct Service168 {
    _parent: Arc<Service84>,
}

#[provides(keep)]
struct Service169 {
    _parent: Arc<Service84>,
}

#[provides(keep)]
struct Service170 {
    _parent: Arc<Service85>,
}

#[provides(keep)]
struct Service171 {
    _parent: Arc<Service85>,
}

#[provides(keep)]
struct Service172 {
    _parent: Arc<Service86>,
}

#[provides(keep)]
struct Service173 {
    _parent: Arc<Service86>,
}

#[provides(keep)]
struct Service174 {
    _parent: Arc<Service87>,
}

#[provides(keep)]
struct Service175 {
    _parent: Arc<Service87>,
}

#[provides(keep)]
struct Service176 {
    _parent: Arc<Service88>,
}

#[provides(keep)]
struct Service177 {
    _parent: Arc<Service88>,
}

#[provides(keep)]
struct Service178 {
    _parent: Arc<Service89>,
}

#[provides(keep)]
struct Service179 {
    _parent: Arc<Service89>,
}

#[provides(keep)]
struct Service180 {
    _parent: Arc<Service90>,
}

#[provides(keep)]
struct Service181 {
    _parent: Arc<Service90>,
}

#[provides(keep)]
struct Service182 {
    _parent: Arc<Service91>,
}

#[provides(keep)]
struct Service183 {
    _parent: Arc<Service91>,
}

#[provides(keep)]
struct Service184 {
    _parent: Arc<Service92>,
}

#[provides(keep)]
struct Service185 {
    _parent: Arc<Service92>,
}

#[provides(keep)]
struct Service186 {
    _parent: Arc<Service93>,
}

#[provides(keep)]
struct Service187 {
    _parent: Arc<Service93>,
}

#[provides(keep)]
struct Service188 {
    _parent: Arc<Service94>,
}

#[provides(keep)]
struct Service189 {
    _parent: Arc<Service94>,
}

#[provides(keep)]
struct Service190 {
    _parent: Arc<Service95>,
}

#[provides(keep)]
struct Service191 {
    _parent: Arc<Service95>,
}

#[provides(keep)]
struct Service192 {
    _parent: Arc<Service96>,
}

#[provides(keep)]
struct Service193 {
    _parent: Arc<Service96>,
}

#[provides(keep)]
struct Service194 {
    _parent: Arc<Service97>,
}

#[provides(keep)]
struct Service195 {
    _parent: Arc<Service97>,
}

#[provides(keep)]
struct Service196 {
    _parent: Arc<Service98>,
}

#[provides(keep)]
struct Service197 {
    _parent: Arc<Service98>,
}

#[provides(keep)]
struct Service198 {
    _parent: Arc<Service99>,
}

#[provides(keep)]
struct Service199 {
    _parent: Arc<Service99>,
}

#[module(components = [
    Service0,
    Service1,
    Service2,
    Service3,
    Service4,
    Service5,
    Service6,
    Service7,
    Service8,
    Service9,
    Service10,
    Service11,
    Service12,
    Service13,
    Service14,
    Service15,
    Service16,
    Service17,
    Service18,
    Service19,
    Service20,
    Service21,
    Service22,
    Service23,
    Service24,
    Service25,
    Service26,
    Service27,
    Service28,
    Service29,
    Service30,
    Service31,
    Service32,
    Service33,
    Service34,
    Service35,
    Service36,
    Service37,
    Service38,
    Service39,
    Service40,
    Service41,
    Service42,
    Service43,
    Service44,
    Service45,
    Service46,
    Service47,
    Service48,
    Service49,
    Service50,
    Service51,
    Service52,
    Service53,
    Service54,
    Service55,
    Service56,
    Service57,
    Service58,
    Service59,
    Service60,
    Service61,
    Service62,
    Service63,
    Service64,
    Service65,
    Service66,
    Service67,
    Service68,
    Service69,
    Service70,
    Service71,
    Service72,
    Service73,
    Service74,
    Service75,
    Service76,
    Service77,
    Service78,
    Service79,
    Service80,
    Service81,
    Service82,
    Service83,
    Service84,
    Service85,
    Service86,
    Service87,
    Service88,
    Service89,
    Service90,
    Service91,
    Service92,
    Service93,
    Service94,
    Service95,
    Service96,
    Service97,
    Service98,
    Service99,
    Service100,
    Service101,
    Service102,
    Service103,
    Service104,
    Service105,
    Service106,
    Service107,
    Service108,
    Service109,
    Service110,
    Service111,
    Service112,
    Service113,
    Service114,
    Service115,
    Service116,
    Service117,
    Service118,
    Service119,
    Service120,
    Service121,
    Service122,
    Service123,
    Service124,
    Service125,
    Service126,
    Service127,
    Service128,
    Service129,
    Service130,
    Service131,
    Service132,
    Service133,
    Service134,
    Service135,
    Service136,
    Service137,
    Service138,
    Service139,
    Service140,
    Service141,
    Service142,
    Service143,
    Service144,
    Service145,
    Service146,
    Service147,
    Service148,
    Service149,
    Service150,
    Service151,
    Service152,
    Service153,
    Service154,
    Service155,
    Service156,
    Service157,
    Service158,
    Service159,
    Service160,
    Service161,
    Service162,
    Service163,
    Service164,
    Service165,
    Service166,
    Service167,
    Service168,
    Service169,
    Service170,
    Service171,
    Service172,
    Service173,
    Service174,
    Service175,
    Service176,
    Service177,
    Service178,
    Service179,
    Service180,
    Service181,
    Service182,
    Service183,
    Service184,
    Service185,
    Service186,
    Service187,
    Service188,
    Service189,
    Service190,
    Service191,
    Service192,
    Service193,
    Service194,
    Service195,
    Service196,
    Service197,
    Service198,
    Service199,
])]
struct OrdersModule;

#[app(modules = [OrdersModule])]
struct Storefront;

fn main() {
    drop(Storefront::builder());
}
