//! Enums whose values are kept and sent as words.

/// Declares an enum with its stable words once: how it is kept, sent and described. Where it is used `Serialize`,
/// `Deserialize` and `ToSchema` have to be in scope.
#[macro_export]
macro_rules! words {
    ($(#[doc = $doc:literal])* $name:ident as $schema:ident { $($(#[doc = $text:literal])* $variant:ident = $word:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        #[schema(as = $schema)]
        pub enum $name { $($(#[doc = $text])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}
