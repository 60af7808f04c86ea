//! The law of the language: what each case of `conformance/` must report, and nothing else.
//!
//! A case is a file `<family>/<code>-<name>.orch`, or a folder of that name whose `main.orch` uses
//! its other files. It holds one mistake, so it has one diagnostic of the code in its name; a name
//! that begins with `several-` may have more. Every fix that is offered must mend. Cases of the
//! family `valid` have no diagnostic, and each of their templates has a sound plan.
//!
//! Only cases of the family `lints`, `<lint>-<name>.orch`, are linted: with that lint on, and all
//! others at their defaults. They have any number of findings, all of that lint, or none.
//!
//! Whatever the sources can say is said in a case ([`orchestra_tests::said`]).
//!
//! The codes whose cases are offered fixes are those that the reference lists; of manifests, which no
//! case has, the examples of the codes' pages stand for them.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use libtest_mimic::{Arguments, Failed, Trial};
use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_package_model::Manifest;
use orchestra_plan::Plan;
use orchestra_tests::{annotation, checked::Checked, corpus, examples::examples, said::unsaid};

/// Files of one case: their paths on disk, from the case's folder, and their texts.
struct Case {
    files: Vec<(PathBuf, String, String)>,
}

impl Case {
    fn read(path: &Path) -> Self {
        if path.is_file() {
            return Self { files: vec![(path.into(), "main.orch".into(), corpus::read(path))] };
        }
        let files = corpus::files(path, ".orch").into_iter().map(|file| {
            let name = file.strip_prefix(path).expect("it lies there").to_string_lossy().into();
            let text = corpus::read(&file);
            (file, name, text)
        });
        Self { files: files.collect() }
    }

    fn checked(&self) -> Checked {
        let texts: Vec<_> =
            self.files.iter().map(|(_, name, text)| (name.as_str(), text.as_str())).collect();
        Checked::with_mini_ledger(&texts)
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    let mut all = Vec::new();
    for family in corpus::folders(&corpus::folder("conformance")) {
        let inside = corpus::folders(&family).into_iter().chain(corpus::files_in(&family, ".orch"));
        for path in inside {
            let stem = path.file_stem().expect("a case has a name").to_string_lossy();
            let family = family.file_name().expect("a family has a name").to_string_lossy();
            let (name, code) = (format!("{family}/{stem}"), stem.to_string());
            let check = match &*family {
                "valid" => valid,
                "lints" => finds,
                _ => reports,
            };
            let lint = if *family == *"lints" { lint_of(&code) } else { None };
            all.push((path.clone(), lint));
            trials.push(Trial::test(name, move || check(&Case::read(&path), &code)));
        }
    }
    let found: Arc<LazyLock<Vec<Diagnostic>, _>> =
        Arc::new(LazyLock::new(move || all.iter().flat_map(all_of).collect()));
    let fixed_of = Arc::clone(&found);
    trials.push(Trial::test("the reference lists what comes with fixes", move || fixed(&fixed_of)));
    trials.push(Trial::test("each message has a case", move || said(&found)));
    libtest_mimic::run(&arguments, trials).exit();
}

/// The diagnostics are those that the annotations say, of the code that the name says. What is of
/// another code is never blessed.
fn reports(case: &Case, name: &str) -> Result<(), Failed> {
    let is_right = |all: &[Diagnostic]| is_of_one_code(all, name);
    says_what_is_annotated(case, &|checked| checked, is_right)
}

/// The findings are those that the annotations say, of the lint that the name says.
fn finds(case: &Case, name: &str) -> Result<(), Failed> {
    let lint = lint_of(name).ok_or_else(|| format!("{name} names no lint"))?;
    let is_right = |all: &[Diagnostic]| match all.iter().find(|it| it.code != lint) {
        Some(other) => Err(format!("a case of {lint} reports {}: {}", other.code, other.message)),
        None => Ok(()),
    };
    says_what_is_annotated(case, &|checked| checked.linted(Some(lint)), is_right)
}

/// The lint whose name begins the case's.
fn lint_of(case: &str) -> Option<Code> {
    Code::lints()
        .find(|lint| case.strip_prefix(lint.as_str()).is_some_and(|it| it.starts_with('-')))
}

fn says_what_is_annotated(
    case: &Case,
    set_up: &dyn Fn(Checked) -> Checked,
    is_right: impl Fn(&[Diagnostic]) -> Result<(), String>,
) -> Result<(), Failed> {
    let checked = set_up(case.checked());
    let mut all = Vec::new();
    let mut differences = String::new();
    let mut blessed = Vec::new();
    for (path, file, text) in &case.files {
        let diagnostics = checked.diagnostics(file);
        let found = annotation::found(text, &diagnostics);
        let mut expected = annotation::expectations(text);
        expected.sort();
        if expected != found {
            let found = annotation::rewrite(text, &found);
            differences += &format!("{}\n{found}\n", path.display());
            blessed.push((path, found));
        }
        all.extend(diagnostics);
    }
    is_right(&all).map_err(|why| format!("{why}\n{differences}"))?;
    if corpus::updating() {
        blessed.iter().for_each(|(path, text)| corpus::write(path, text));
    } else if !differences.is_empty() {
        return Err(differences.into());
    }
    all.iter().try_for_each(|diagnostic| fixes_mend(&checked, set_up, &all, diagnostic))
}

fn is_of_one_code(all: &[Diagnostic], name: &str) -> Result<(), String> {
    let (count, code) = match name.strip_prefix("several-") {
        Some(rest) => (all.len().max(2), rest),
        None => (1, name),
    };
    let code = code.split('-').next().unwrap_or_default();
    if all.len() == count && all.iter().all(|diagnostic| diagnostic.code.as_str() == code) {
        return Ok(());
    }
    let codes: Vec<_> = all.iter().map(|diagnostic| diagnostic.code).collect();
    Err(format!("a case named {name} reports {codes:?}"))
}

/// After each fix, what it mends is gone and nothing new came.
fn fixes_mend(
    checked: &Checked,
    set_up: &dyn Fn(Checked) -> Checked,
    all: &[Diagnostic],
    broken: &Diagnostic,
) -> Result<(), Failed> {
    for fix in &broken.fixes {
        let texts = checked.mended(fix);
        let texts: Vec<_> =
            texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let left = set_up(Checked::with_mini_ledger(&texts)).all_diagnostics();
        let same = |all: &[Diagnostic]| {
            let same = |it: &&Diagnostic| it.code == broken.code && it.message == broken.message;
            all.iter().filter(same).count()
        };
        if same(&left) >= same(all) || left.len() >= all.len() {
            let title = &fix.title;
            return Err(format!("after the fix “{title}”: {left:#?}\nof {texts:#?}").into());
        }
    }
    Ok(())
}

/// What a case reports, whose lint it is, if any.
fn all_of((path, lint): &(PathBuf, Option<Code>)) -> Vec<Diagnostic> {
    let checked = Case::read(path).checked();
    if lint.is_some() { checked.linted(*lint).all_diagnostics() } else { checked.all_diagnostics() }
}

/// Whatever the sources can say is said in a case.
fn said(all: &[Diagnostic]) -> Result<(), Failed> {
    let unsaid = unsaid(all);
    let lines: Vec<_> = unsaid.iter().map(|it| format!("{}: {}", it.place, it.text)).collect();
    if lines.is_empty() { Ok(()) } else { Err(lines.join("\n").into()) }
}

/// The codes that cases are offered fixes for are those that the page lists.
fn fixed(all: &[Diagnostic]) -> Result<(), Failed> {
    const LIST: &str = "Fixes come with ";
    let with_fixes = all.iter().filter(|diagnostic| !diagnostic.fixes.is_empty());
    let mut found: BTreeSet<&str> = with_fixes.map(|found| found.code.as_str()).collect();
    let examples = Code::ALL.iter().flat_map(|code| examples(code.page()));
    for manifest in examples.filter(|example| example.language == "toml") {
        let (_, problems) = Manifest::parse(&"orchestra.toml".into(), &manifest.text);
        let with_fixes = problems.iter().filter(|problem| !problem.fixes.is_empty());
        found.extend(with_fixes.map(|problem| problem.code.as_str()));
    }
    let page = corpus::read(&corpus::folder("../docs/reference/diagnostics.md"));
    let list = page.split("\n\n").find_map(|paragraph| paragraph.strip_prefix(LIST));
    let list = list.ok_or_else(|| format!("no paragraph begins with “{LIST}”"))?;
    let listed: BTreeSet<&str> = list.split('`').skip(1).step_by(2).collect();
    if listed == found {
        return Ok(());
    }
    let found: Vec<_> = found.iter().map(|code| format!("`{code}`")).collect();
    Err(format!("the page lists {listed:?}, and cases have fixes of {}", found.join(", ")).into())
}

/// There are no diagnostics, and every template has a plan that can be written and read again. A
/// comment above all of it changes no plan's id.
fn valid(case: &Case, _: &str) -> Result<(), Failed> {
    let checked = case.checked();
    let commented: Vec<_> = case
        .files
        .iter()
        .map(|(_, name, text)| (name.as_str(), format!("// A comment.\n{text}")))
        .collect();
    let commented: Vec<_> = commented.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let commented = Checked::with_mini_ledger(&commented);
    for (path, file, text) in &case.files {
        let found = annotation::found(text, &checked.diagnostics(file));
        if !found.is_empty() {
            let found = annotation::rewrite(text, &found);
            return Err(format!("{}\n{found}", path.display()).into());
        }
        for ((template, plan), (_, other)) in
            checked.plans(file).into_iter().zip(commented.plans(file))
        {
            let at = format!("{}: `{template}`", path.display());
            let plan = plan.ok_or_else(|| format!("{at} has no plan"))?;
            let again = Plan::from_json(&plan.to_json()).map_err(|why| format!("{at}: {why}"))?;
            if again != *plan {
                return Err(format!("{at}: its plan is read as another").into());
            }
            if other.is_none_or(|other| other.id() != plan.id()) {
                return Err(format!("{at}: a comment changes its plan's id").into());
            }
        }
    }
    Ok(())
}
