//! Many comparisons at once.

/// P values adjusted by Benjamini & Hochberg (1995, the step-up procedure; as R's `p.adjust(method
/// = "BH")`): calling those at most q significant keeps the expected share of false alarms among
/// the alarms at most q.
///
/// The answer is in the order of the input. A p value that is not a number counts as 1 (nothing was
/// shown); others are moved into [0, 1].
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let p: Vec<f64> = p
        .iter()
        .map(|p| if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) })
        .collect();
    let mut downwards: Vec<usize> = (0..p.len()).collect();
    downwards.sort_by(|left, right| p[*right].total_cmp(&p[*left]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (above, place) in downwards.into_iter().enumerate() {
        let rank = p.len() - above;
        least = least.min(p[place] * (p.len() as f64 / rank as f64));
        adjusted[place] = least;
    }
    adjusted
}
