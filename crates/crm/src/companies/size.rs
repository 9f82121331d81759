//! How large a company is, by how many people work there.

/// A bucket of company sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Size {
    UpTo10,
    UpTo50,
    UpTo200,
    UpTo1000,
    Larger,
}

impl Size {
    pub const ALL: [Self; 5] = [
        Self::UpTo10,
        Self::UpTo50,
        Self::UpTo200,
        Self::UpTo1000,
        Self::Larger,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::UpTo10 => "1-10",
            Self::UpTo50 => "11-50",
            Self::UpTo200 => "51-200",
            Self::UpTo1000 => "201-1000",
            Self::Larger => "1001+",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.as_str() == word)
    }

    /// None for no people at all.
    pub fn of(employees: i64) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|size| size.range().contains(&employees))
    }

    pub fn range(self) -> std::ops::RangeInclusive<i64> {
        match self {
            Self::UpTo10 => 1..=10,
            Self::UpTo50 => 11..=50,
            Self::UpTo200 => 51..=200,
            Self::UpTo1000 => 201..=1000,
            Self::Larger => 1001..=i64::MAX,
        }
    }
}
