//! The names that stand in the lists of an attribute, once more as types. To the compiler they are
//! names of macros; an editor completes types, and knows nothing of macros that are not finished.

/// In an editor: the item that it was given.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __typed {
    ($($item:tt)*) => {
        $($item)*
    };
}

/// In a build: nothing, unread.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __typed {
    ($($item:tt)*) => {};
}
