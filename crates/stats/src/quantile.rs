/// The `p`-quantile of sorted values by linear interpolation between order statistics: type 7 of
/// Hyndman & Fan (1996), the default of R and NumPy. `p` is moved into [0, 1]; `None` of no values.
///
/// `sorted` must be sorted upwards and hold no NaN.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let p = if p.is_nan() {
        return None;
    } else {
        p.clamp(0.0, 1.0)
    };
    let position = p * last as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(last);
    let share = position - below as f64;
    let (low, high) = (sorted[below], sorted[above]);
    // Interpolated from both sides, so that neither infinite ends nor their difference give NaN.
    Some(if share == 0.0 || low.total_cmp(&high).is_eq() {
        low
    } else {
        low * (1.0 - share) + high * share
    })
}
