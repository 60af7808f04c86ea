//! The real binary, run as a user would: in a folder of its own, with an empty home.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::OnceLock,
};

use crate::{corpus, subnet::Subnet};

/// Where a user works: a project folder, and a home that nothing else uses.
pub struct Workplace {
    folder: tempfile::TempDir,
}

/// What a run left behind.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The exit code; none after a signal.
    pub code: Option<i32>,
    /// Results.
    pub stdout: String,
    /// All else.
    pub stderr: String,
}

impl Ran {
    /// stdout as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout isn't JSON ({error}): {self:?}"))
    }
}

impl Workplace {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let workplace = Self { folder };
        workplace.make_folder("project");
        workplace
    }

    /// The project folder.
    #[must_use]
    pub fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// The folder that holds project and home.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the project, with its folders.
    #[expect(clippy::disallowed_methods, reason = "tests write what they test with")]
    pub fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.project().join(path);
        let folder = path.parent().expect("a file has a folder");
        std::fs::create_dir_all(folder).expect("a temporary folder can be written");
        std::fs::write(path, text).expect("a temporary folder can be written");
        self
    }

    /// The same with a file that nobody but its owner may read.
    pub fn write_private(&self, path: &str, text: &str) -> &Self {
        self.write(path, text).permit(path, 0o600)
    }

    /// Says who may do what with a file of the project.
    pub fn permit(&self, path: &str, mode: u32) -> &Self {
        let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(self.project().join(path), permissions)
            .expect("the file is there");
        self
    }

    /// Makes the project one with these entries in its overlay.
    pub fn overlay(&self, subnets: &[Subnet]) -> &Self {
        self.write("orchestra.toml", "[ledger]\noverlay = \"ledger/\"\n");
        self.make_folder("project/ledger/subnets");
        for subnet in subnets {
            self.write(&format!("ledger/subnets/{}.json", subnet.slug()), &subnet.text());
        }
        self
    }

    /// Every file of project and home, by its path from the folder that holds both.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "tests look through what was written")]
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let relative =
            |path: &Path| path.strip_prefix(self.root()).expect("it was found below").to_owned();
        let files = corpus::files(self.root(), "").into_iter();
        files.map(|it| (relative(&it), std::fs::read(&it).expect("it is ours"))).collect()
    }

    #[expect(clippy::disallowed_methods, reason = "tests write what they test with")]
    fn make_folder(&self, path: &str) {
        std::fs::create_dir_all(self.folder.path().join(path))
            .expect("a temporary folder can be written");
    }

    /// `orchc` with these arguments, ready to be changed and run: no terminal, no colours, an
    /// empty home, nothing of our environment.
    #[must_use]
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .current_dir(self.project())
            .env_clear()
            .env("HOME", self.folder.path().join("home"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs `orchc` to its end.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ran {
        finish(self.command(arguments).output().expect("orchc can be started"))
    }

    /// Runs `orchc` with further variables to its end.
    pub fn run_with<A: AsRef<OsStr>>(
        &self,
        variables: &[(&str, &str)],
        arguments: impl IntoIterator<Item = A>,
    ) -> Ran {
        let mut command = self.command(arguments);
        finish(command.envs(variables.iter().copied()).output().expect("orchc can be started"))
    }

    /// Starts `orchc` and doesn't wait.
    pub fn start<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Child {
        self.command(arguments).spawn().expect("orchc can be started")
    }
}

impl Default for Workplace {
    fn default() -> Self {
        Self::new()
    }
}

/// What a finished process left behind.
#[must_use]
pub fn finish(output: Output) -> Ran {
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The path of `orchc`, built once from the sources as they are now.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["build", "--workspace", "--quiet", "--locked", "--bin", "orchc"])
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        // What Cargo tells this process of itself has packages built anew whose build scripts ask for it.
        let told = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        for name in
            told.filter(|it| ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|of| it.starts_with(of)))
        {
            cargo.env_remove(name);
        }
        let status = cargo.status().expect("cargo can be started");
        assert!(status.success(), "orchc can't be built");
        let own = std::env::current_exe().expect("a process knows its program");
        let folder = own.parent().and_then(Path::parent).expect("tests lie in target/PROFILE/deps");
        folder.join(format!("orchc{}", std::env::consts::EXE_SUFFIX))
    })
}
