//! The walls of the interface: a folder of one area never reaches into another area.

use super::{Finding, Tree};

const ROOT: &str = "web/src";

/// Folders that belong to one crate of the same name; each stage under `funnel/` is one as well.
const AREAS: [&str; 5] = ["crm", "analyze", "automate", "connect", "identity"];

/// They put the areas together, so they may import everything.
const OPEN: [&str; 3] = ["shell", "routes", "test"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.files(ROOT, ".ts").chain(tree.files(ROOT, ".tsx")) {
        let inner = &path[ROOT.len() + 1..];
        let home = Place::of(inner);
        for (line, module) in imports(text) {
            let Some(target) = resolve(inner, module) else {
                continue;
            };
            if let Some(reason) = refusal(&home, &target) {
                findings.push(Finding::new(
                    path,
                    line,
                    format!("may not import {module}: {reason}"),
                ));
            }
        }
    }
    findings
}

#[derive(Debug, PartialEq, Eq)]
enum Place<'a> {
    /// An area or a stage, such as `crm` or `funnel/attract`.
    Area(&'a str),
    Open,
    /// `kit`, `api` and whatever else everyone stands on.
    Ground,
}

impl<'a> Place<'a> {
    fn of(inner: &'a str) -> Self {
        let Some((first, rest)) = inner.split_once('/') else {
            return if AREAS.contains(&inner) {
                Self::Area(inner)
            } else {
                // `main.tsx` and the generated route tree.
                Self::Open
            };
        };
        if first == "funnel" {
            let stage = rest.split('/').next().unwrap_or(rest);
            Self::Area(&inner[..first.len() + 1 + stage.len()])
        } else if AREAS.contains(&first) {
            Self::Area(first)
        } else if OPEN.contains(&first) {
            Self::Open
        } else {
            Self::Ground
        }
    }
}

fn refusal(home: &Place<'_>, target: &str) -> Option<String> {
    let to = Place::of(target);
    match (home, to) {
        (Place::Area(home), Place::Area(to)) if *home != to && to != "crm" => Some(format!(
            "{home} knows its own folder, kit, api and crm, not {to}"
        )),
        (Place::Area(home), Place::Open) if !is_public(target) => Some(format!(
            "of the shell {home} knows only the modules in small letters"
        )),
        (Place::Ground, Place::Area(to)) => {
            Some(format!("what everyone stands on does not know {to}"))
        }
        _ => None,
    }
}

/// The shell's public modules are named in small letters (`shell/i18n`); its components are not.
fn is_public(target: &str) -> bool {
    target
        .strip_prefix("shell/")
        .is_some_and(|name| name.starts_with(char::is_lowercase))
}

/// The modules a file imports or re-exports, with their lines.
fn imports(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.trim_start();
        if code.starts_with("//") || code.starts_with('*') {
            continue;
        }
        for start in ["from ", "import ", "import(", "mock("] {
            for (at, _) in code.match_indices(start) {
                if let Some(module) = quoted(&code[at + start.len()..]) {
                    found.push((number + 1, module));
                }
            }
        }
    }
    found
}

fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| ['"', '\''].contains(c))?;
    text[1..].split(quote).next()
}

/// The path of a module inside `web/src`; nothing for a package.
fn resolve(from: &str, module: &str) -> Option<String> {
    if let Some(inner) = module.strip_prefix("@/") {
        return Some(inner.to_owned());
    }
    if !module.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in module.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn an_area_knows_kit_api_crm_and_itself() {
        let fine = "import { a } from '@/kit/Page';\nimport b from '../../crm/deals/DealCard';\n\
                    import type { C } from './Campaign';\nimport { d } from '@/shell/i18n';\nimport React from 'react';\n";
        let found = messages(&[
            ("web/src/funnel/attract/Page.tsx", fine),
            (
                "web/src/routes/board.tsx",
                "import { x } from '@/funnel/attract/Page';",
            ),
            ("web/src/main.tsx", "import { App } from './shell/App';"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn the_walls_stand() {
        let found = messages(&[
            (
                "web/src/funnel/attract/Page.tsx",
                "import { a } from '../qualify/Fit';\nconst b = lazy(() => import('@/analyze/Chart'));\nimport { c } from '@/shell/Shell';",
            ),
            (
                "web/src/crm/Deal.tsx",
                "import {\n  a,\n} from \"@/connect/Import\";",
            ),
            (
                "web/src/kit/Page.tsx",
                "// import { a } from '@/crm/Deal';\nimport { a } from '@/crm/Deal';",
            ),
        ]);
        assert_eq!(
            found,
            [
                "web/src/crm/Deal.tsx:3: may not import @/connect/Import: crm knows its own folder, kit, api and crm, not connect",
                "web/src/funnel/attract/Page.tsx:1: may not import ../qualify/Fit: funnel/attract knows its own folder, kit, api and crm, not funnel/qualify",
                "web/src/funnel/attract/Page.tsx:2: may not import @/analyze/Chart: funnel/attract knows its own folder, kit, api and crm, not analyze",
                "web/src/funnel/attract/Page.tsx:3: may not import @/shell/Shell: of the shell funnel/attract knows only the modules in small letters",
                "web/src/kit/Page.tsx:2: may not import @/crm/Deal: what everyone stands on does not know crm",
            ]
        );
    }
}
