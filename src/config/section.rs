//! One declaration for each table of the configuration: its fields, their defaults, and their documentation as data.

/// A key that can be set.
#[derive(Debug)]
pub struct Key {
    /// Its full name, such as `kafka.brokers`.
    pub name: &'static str,
    /// Its doc comment.
    pub meaning: &'static str,
}

/// Declares a table: a struct with defaults, and `KEYS` with the doc comment of each field.
macro_rules! section {
    (
        $(#[doc = $about:literal])+
        $name:ident in $table:literal {
            $( $(#[doc = $meaning:literal])+ $field:ident: $type:ty = $default:expr, )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            $( $(#[doc = $meaning])+ pub $field: $type, )+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )+ }
            }
        }

        impl $name {
            /// Its keys.
            pub const KEYS: &[Key] = &[
                $( Key { name: concat!($table, ".", stringify!($field)), meaning: concat!($($meaning),+) }, )+
            ];
        }
    };
}

pub(super) use section;
