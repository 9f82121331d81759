//! What may stand in a statement's placeholder.

use base::{Currency, Time, Uuid};
use sea_orm::Value;

/// A value for a placeholder. `None` is a null of the right type, which PostgreSQL insists on.
pub trait Arg {
    fn value(self) -> Value;
    fn null() -> Value
    where
        Self: Sized;
}

macro_rules! args {
    ($($type:ty => $variant:ident($self:ident, $into:expr),)*) => {$(
        impl Arg for $type {
            fn value($self) -> Value { Value::$variant(Some($into)) }
            fn null() -> Value { Value::$variant(None) }
        }
    )*};
}

args! {
    bool => Bool(self, self),
    i64 => BigInt(self, self),
    i32 => BigInt(self, i64::from(self)),
    u32 => BigInt(self, i64::from(self)),
    f64 => Double(self, self),
    &str => String(self, text(self.to_owned())),
    String => String(self, text(self)),
    &String => String(self, text(self.clone())),
    Uuid => Uuid(self, self),
    &Uuid => Uuid(self, *self),
    Time => BigInt(self, self.0),
    Currency => String(self, self.as_str().to_owned()),
    Vec<u8> => Bytes(self, self),
    &[u8] => Bytes(self, self.to_vec()),
}

/// PostgreSQL keeps no NUL in a text, so neither database does.
fn text(text: String) -> String {
    match text.contains('\0') {
        true => text.replace('\0', ""),
        false => text,
    }
}

impl<T: Arg> Arg for Option<T> {
    fn value(self) -> Value {
        self.map_or_else(T::null, Arg::value)
    }

    fn null() -> Value {
        T::null()
    }
}

impl<'a> Arg for &'a Option<String> {
    fn value(self) -> Value {
        Value::String(self.clone().map(text))
    }

    fn null() -> Value {
        <&'a str>::null()
    }
}
