//! The packages that a project needs, found in real folders; what is told of those that aren't there.

use std::{fs, path::Path};

use orchestra_diagnostics::{FileName, render};
use orchestra_package_model::{Project, project::Reading};
use tempfile::TempDir;

/// A library, in a lock.
const TEAM: &str = "oci://registry.example/team";

#[expect(clippy::disallowed_methods, reason = "the test makes the folder that it opens")]
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("there is room for a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("it is ours");
        fs::write(path, text).expect("the folder is ours");
    }
    folder
}

/// The project in `root`, of files that are named from the folder above it.
fn open(folder: &TempDir, root: &str) -> Project {
    let real = folder.path().canonicalize().expect("it is there");
    let name = |path: &Path| -> FileName {
        let real_path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let path = real_path.strip_prefix(&real).unwrap_or(&real_path);
        path.to_string_lossy().as_ref().into()
    };
    let cache = real.join("cache");
    let (text, may_read) = (&|_: &Path| None, &|_: &Path| true);
    let reading = Reading { name: &name, cache: Some(&cache), text, may_read };
    Project::open_reading(&real.join(root), &reading)
}

/// What is wrong, a line each.
fn problems(project: &Project) -> String {
    render::short(&project.problems, &project.sources)
}

fn package(name: &str, more: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"1.2.0\"\n{more}")
}

fn digest(letter: char) -> String {
    format!("sha256:{}", letter.to_string().repeat(64))
}

/// A lock of packages of a library: names, versions, letters of their digests.
fn lock(packages: &[(&str, &str, char)]) -> String {
    let lines: Vec<_> = packages
        .iter()
        .map(|(name, version, letter)| {
            let digest = digest(*letter);
            format!("\"{name}\": {{\"version\":\"{version}\",\"library\":\"{TEAM}\",\"digest\":\"{digest}\"}}")
        })
        .collect();
    format!("{{\"version\": 1, \"packages\": {{{}}}}}", lines.join(",\n"))
}

#[test]
fn packages_at_paths_are_found_one_through_another() {
    let folder = folder(&[
        ("app/orchestra.toml", &package("app", "[dependencies]\nkit = { path = \"../kit\" }\n")),
        (
            "kit/orchestra.toml",
            &package("kit", "[dependencies]\nbase-parts = { path = \"../parts/base\" }\n"),
        ),
        ("kit/scores/market.orch", "1"),
        ("kit/tests/scores.orch", "1"),
        ("kit/examples/own/orchestra.toml", ""),
        ("kit/examples/own/one.orch", ""),
        ("parts/base/orchestra.toml", &package("base-parts", "")),
        ("parts/base/base.orch", "2"),
    ]);
    let project = open(&folder, "app");
    assert_eq!(problems(&project), "");
    let packages = &project.graph.packages;
    assert_eq!(packages.keys().collect::<Vec<_>>(), ["base-parts", "kit"]);
    let kit = &packages["kit"];
    assert_eq!(
        (kit.dependencies.as_slice(), kit.through.as_str()),
        (&["base-parts".to_owned()][..], "kit")
    );
    assert_eq!(kit.modules, ["scores/market.orch"], "neither tests nor packages inside it");
    assert_eq!(kit.read_module("scores/market.orch").unwrap().text, "1");
    assert!(kit.read_module("../app/orchestra.toml").is_err());
    let base = &packages["base-parts"];
    assert_eq!(
        (base.modules.as_slice(), base.through.as_str()),
        (&["base.orch".to_owned()][..], "kit")
    );
    assert_eq!(
        base.source,
        orchestra_package_model::lock::LockedSource::Path("../parts/base".into())
    );
}

#[test]
fn a_package_of_a_library_is_what_the_lock_says_and_lies_in_the_cache() {
    let asks =
        package("app", &format!("[library]\ndefault = \"{TEAM}\"\n[dependencies]\nacme = \"1\"\n"));
    let acme = format!("cache/{}/", digest('a').replace(':', "-"));
    let base = format!("cache/{}/", digest('b').replace(':', "-"));
    let folder = folder(&[
        ("app/orchestra.toml", &asks),
        ("app/orchestra.lock", &lock(&[("acme", "1.2.0", 'a'), ("base", "1.2.0", 'b')])),
        (&format!("{acme}orchestra.toml"), &package("acme", "[dependencies]\nbase = \"1.1\"\n")),
        (&format!("{acme}acme.orch"), ""),
        (&format!("{base}orchestra.toml"), &package("base", "")),
    ]);
    let project = open(&folder, "app");
    assert_eq!(problems(&project), "");
    let packages = &project.graph.packages;
    assert_eq!(packages.keys().collect::<Vec<_>>(), ["acme", "base"]);
    assert_eq!(packages["acme"].modules, ["acme.orch"]);
    assert_eq!(packages["base"].through, "acme");
}

#[test]
fn what_isnt_there_is_told_where_the_manifest_asks_for_it() {
    let kit = package("kit", "");
    for (dependency, more, said) in [
        (
            "kit = { path = \"../none\" }",
            &[][..],
            "E0702]: this asks for `kit` at `../none`, and there is no folder `app/../none`",
        ),
        (
            "kit = { path = \"../kit\" }",
            &[("kit/kit.orch", "")],
            "E0702]: this asks for `kit` at `../kit`, and there is no package: `kit` has no `orchestra.toml`",
        ),
        (
            "kit = { path = \"../kit\" }",
            &[("kit/orchestra.toml", "[package]\nname = \"other\"\n")],
            "E0702]: the package there is called `other`, not `kit`",
        ),
        (
            "kit = { path = \"../kit\" }",
            &[("kit/orchestra.toml", "")],
            "E0702]: the package of `kit` has no name",
        ),
        (
            "kit = { path = \"../kit\", version = \"2\" }",
            &[("kit/orchestra.toml", &kit)],
            "E0702]: this asks for `kit` ^2, and 1.2.0 lies there",
        ),
        ("app = { path = \"../kit\" }", &[], "E0702]: `app` is this package itself"),
        ("kit = \"1\"", &[], "E0702]: this asks for `kit` of a library, and none is named"),
        (
            "kit = { library = \"oci://registry.example/team\", version = \"1\" }",
            &[],
            "E0702]: the dependency `kit` isn't locked yet",
        ),
        (
            "kit = { library = \"oci://registry.example/team\", version = \"1\" }",
            &[("app/orchestra.lock", &lock(&[("kit", "2.0.0", 'a')]))],
            "E0702]: this asks for `kit` ^1, and 2.0.0 is locked",
        ),
        (
            "kit = { library = \"oci://elsewhere.example\", version = \"1\" }",
            &[("app/orchestra.lock", &lock(&[("kit", "1.2.0", 'a')]))],
            "E0702]: `kit` is asked for of oci://elsewhere.example, and locked of oci://registry.example/team",
        ),
        (
            "kit = { library = \"oci://registry.example/team\", version = \"1\" }",
            &[("app/orchestra.lock", &lock(&[("kit", "1.2.0", 'a')]))],
            "E0702]: `kit` 1.2.0 is locked, and isn't on this machine",
        ),
        (
            "kit = { library = \"oci://registry.example/team\", version = \"1\" }",
            &[
                ("app/orchestra.lock", &lock(&[("kit", "1.1.0", 'a')])),
                (&format!("cache/{}/orchestra.toml", digest('a').replace(':', "-")), &kit),
            ],
            "E0703]: `kit` 1.1.0 is locked, and what its digest leads to is kit 1.2.0, in ",
        ),
    ] {
        let manifest = package("app", &format!("[dependencies]\n{dependency}\n"));
        let mut files = vec![("app/orchestra.toml", manifest.as_str())];
        files.extend(more);
        let told = problems(&open(&folder(&files), "app"));
        assert!(
            told.starts_with(&format!("app/orchestra.toml:5:1: error[{said}")),
            "{dependency}: {told}"
        );
        assert_eq!(told.lines().count(), 1, "{dependency}: {told}");
    }
}

#[test]
fn what_is_wrong_with_a_package_at_a_path_is_told_in_its_own_manifest() {
    let folder = folder(&[
        ("app/orchestra.toml", &package("app", "[dependencies]\nkit = { path = \"../kit\" }\n")),
        (
            "kit/orchestra.toml",
            &package("kit", "[ledger]\nurl = \"https://x.y\"\n[lint]\nnone = 1\n"),
        ),
    ]);
    let told = problems(&open(&folder, "app"));
    assert_eq!(told, "kit/orchestra.toml:7:1: error[E0701]: `[lint]` has no `none`\n");
}

#[test]
fn what_a_dependency_asks_for_is_told_at_the_dependency() {
    let needs = |name: &str, needed: &str| package(name, &format!("[dependencies]\n{needed}\n"));
    let app = needs("app", "kit = { path = \"../kit\" }\nother = { path = \"../other\" }");
    let at = |name: &str, path: &str| format!("{name} = {{ path = \"{path}\" }}");
    for (kit, other, said) in [
        (
            at("app", "../app"),
            String::new(),
            "5:1: error[E0702]: `kit` needs `app`, which is this package itself",
        ),
        (
            at("base", "../base"),
            at("base", "../copy"),
            "6:1: error[E0702]: `base` is asked for from two places: the folder `../base` and the folder `../copy`",
        ),
        (
            at("other", "../other"),
            at("kit", "../kit"),
            "5:1: error[E0702]: packages need one another in a circle: `kit` needs `other` needs `kit`",
        ),
        (
            "base = { path = \"../base\", version = \"1.3\" }".to_owned(),
            String::new(),
            "5:1: error[E0702]: `kit` asks for `base` ^1.3, and 1.2.0 lies there",
        ),
    ] {
        let folder = folder(&[
            ("app/orchestra.toml", &app),
            ("kit/orchestra.toml", &needs("kit", &kit)),
            ("other/orchestra.toml", &needs("other", &other)),
            ("base/orchestra.toml", &package("base", "")),
            ("copy/orchestra.toml", &package("base", "")),
        ]);
        let told = problems(&open(&folder, "app"));
        assert_eq!(told, format!("app/orchestra.toml:{said}\n"));
    }
}

#[test]
fn a_package_of_a_library_reaches_no_folder_of_this_machine() {
    for needed in
        ["{ path = \"../../app/secret\" }", "{ library = \"./library\", version = \"1\" }"]
    {
        let asks = package(
            "app",
            &format!("[dependencies]\nacme = {{ library = \"{TEAM}\", version = \"1\" }}\n"),
        );
        let folder = folder(&[
            ("app/orchestra.toml", &asks),
            ("app/orchestra.lock", &lock(&[("acme", "1.2.0", 'a')])),
            ("app/secret/orchestra.toml", &package("secret", "")),
            (
                &format!("cache/{}/orchestra.toml", digest('a').replace(':', "-")),
                &package("acme", &format!("[dependencies]\nsecret = {needed}\n")),
            ),
        ]);
        let project = open(&folder, "app");
        let told = problems(&project);
        assert!(
            told.starts_with("app/orchestra.toml:5:1: error[E0702]: `acme` asks for `secret` "),
            "{told}"
        );
        assert_eq!(project.graph.packages.keys().collect::<Vec<_>>(), ["acme"]);
    }
}

#[test]
fn files_are_permitted_to_packages_that_are_there() {
    let asks = |named: &str| {
        package(
            "app",
            &format!(
                "[dependencies]\nkit = {{ path = \"../kit\" }}\n[permissions]\nfiles = [\"{named}\"]\n"
            ),
        )
    };
    for (named, said) in [
        ("kit", ""),
        ("kot", "app/orchestra.toml:7:10: error[E0701]: no dependency is called `kot`\n"),
    ] {
        let folder = folder(&[
            ("app/orchestra.toml", &asks(named)),
            ("kit/orchestra.toml", &package("kit", "")),
        ]);
        assert_eq!(problems(&open(&folder, "app")), said);
    }
}
