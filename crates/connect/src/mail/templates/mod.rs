//! Templates of mails, and what is made of them: a subject, an HTML part and a text part.
//!
//! A body is Markdown. Variables such as `{{contact.first_name|"коллега"}}` are filled in with the facts of a record,
//! as text: whatever stands in a name stays a name.
//!
//! Invariants:
//! * a template names only variables that there are;
//! * a subject is one line;
//! * nothing but harmless tags gets into a mail, whoever wrote it.

pub mod actions;
pub mod draft;
pub mod http;
pub mod letter;
pub mod store;
pub mod values;
pub mod variables;
