//! Enums whose values are kept and sent as words.

/// Declares an enum with its stable words once; each word is its variant in snake case, which is how it is sent. Where it
/// is used `Serialize`, `Deserialize` and `ToSchema` have to be in scope.
#[macro_export]
macro_rules! words {
    ($(#[doc = $doc:literal])* $name:ident as $schema:ident { $($(#[doc = $text:literal])* $variant:ident = $word:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(as = $schema)]
        pub enum $name { $($(#[doc = $text])* $variant,)* }

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

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use utoipa::ToSchema;

    words! {
        /// For the test.
        Kind as TestKind {
            Call = "call",
            NoShow = "no_show",
        }
    }

    #[test]
    fn a_word_is_kept_and_sent_alike() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("a word"), kind.as_str());
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(Kind::parse("NoShow"), None);
    }
}
