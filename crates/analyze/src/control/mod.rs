//! Control: plan and fact by person, team and period; deals that need somebody; what each person does.

pub mod attention;
pub mod http;
pub mod plan_fact;
pub mod store;
