//! Numbers as types. A number as a `const` argument would be a body of its own for the compiler,
//! checked and borrow-checked, and an application has thousands of them: types cost nothing.
//! Numbers from 64 on are written in base 64, as tuples: 130 is `(I2, I2)`.

macro_rules! indices {
    ($($name:ident)*) => {$(
        #[doc = "A number as a type."]
        pub struct $name;
    )*};
}

indices!(
    I0 I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12 I13 I14 I15
    I16 I17 I18 I19 I20 I21 I22 I23 I24 I25 I26 I27 I28 I29 I30 I31
    I32 I33 I34 I35 I36 I37 I38 I39 I40 I41 I42 I43 I44 I45 I46 I47
    I48 I49 I50 I51 I52 I53 I54 I55 I56 I57 I58 I59 I60 I61 I62 I63
);
