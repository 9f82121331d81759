//! How often is a weak point claimed where there is none, and found where there is one?

use analyze::funnel::By;
use analyze::question::Sample;
use analyze::steps::Steps;
use analyze::weak::find::{Against, find};
use analyze::weak::survey::Survey;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::world::{OWNERS, RIPE, TANGLED, World, YOUNG};
use crate::{each, ground, question};

#[derive(Debug, Clone)]
pub struct Checked {
    pub world: (&'static str, &'static str),
    /// Claims in a pipeline without a weak point.
    pub false_alarms: f64,
    /// How often the weak point of one person on one stage was found.
    pub found: f64,
}

pub fn check(runs: u32) -> Vec<Checked> {
    let mut checked = Vec::new();
    for world in [RIPE, YOUNG, TANGLED] {
        let longer = World { weeks: 78, ..world };
        let share =
            |hits: Vec<bool>| hits.iter().filter(|hit| **hit).count() as f64 / hits.len() as f64;
        let weak = World {
            weak: Some((1, 0.4)),
            ..longer
        };
        checked.push(Checked {
            world: world.name,
            false_alarms: share(each(runs, |seed| claims(&longer, seed).0)),
            found: share(each(runs, |seed| claims(&weak, seed).1)),
        });
    }
    checked
}

/// Whether anything is claimed, and whether it is the weak person on the weak stage.
fn claims(world: &World, seed: u64) -> (bool, bool) {
    let mut rng = ChaCha8Rng::seed_from_u64(4_000_000 + seed);
    let now = world.end();
    let history = world.history(&mut rng, now);
    let ground = ground(now);
    let question = analyze::weak::http::with_period(question(), &ground);
    let sample = Sample::new(&history, &ground, &question);
    let steps = Steps::new(&history.names, question.pipeline, By::Stage, ground.lang);
    let survey = Survey::new(&sample, &steps);
    let found = find(&steps, &survey);
    let hit = found.leaks.iter().any(|leak| {
        let right = leak.main.step == world.weak.map_or(usize::MAX, |(step, _)| step);
        let who = leak.segment.map(|segment| segment.against);
        right && matches!(who, Some(Against::Others((_, number))) if number == OWNERS as u64 - 1)
    });
    (!found.leaks.is_empty(), hit)
}
