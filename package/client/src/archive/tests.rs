//! Archives that somebody hostile packed, each refused for what is wrong with it.

use super::*;

fn file(path: &str, text: &str) -> PackedFile {
    PackedFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// A tar of one header after the other, as they are.
struct Hostile(Vec<u8>);

impl Hostile {
    fn new() -> Self {
        Self(Vec::new())
    }

    /// An entry whose name nobody looks at first.
    fn entry(mut self, name: &[u8], kind: u8, content: &[u8]) -> Self {
        let size = content.len() as u64;
        self.0.extend(raw_header(name, kind, size));
        self.0.extend(content);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    /// An entry that says that it is larger than it is.
    fn claiming(mut self, name: &[u8], size: u64) -> Self {
        self.0.extend(raw_header(name, b'0', size));
        self
    }

    fn refused(mut self) -> ArchiveError {
        self.0.extend([0; 1024]);
        unpack(&self.0).unwrap_err()
    }
}

fn raw_header(name: &[u8], kind: u8, size: u64) -> [u8; 512] {
    let mut header = Header::new_ustar();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name);
    header.as_mut_bytes()[156] = kind;
    header.set_size(size);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_link_name("orchestra.toml").unwrap();
    if kind == b'0' {
        header.as_mut_bytes()[157..257].fill(0);
    }
    header.set_cksum();
    *header.as_bytes()
}

#[test]
fn files_come_back_as_they_were_and_packing_is_the_same_in_any_order() {
    let files = vec![
        file("orchestra.toml", "[package]\n"),
        file("scores/market.orch", "// A.\n"),
        file("scores/empty.orch", ""),
    ];
    let packed = pack(&files).unwrap();
    let mut reversed = files.clone();
    reversed.reverse();
    assert_eq!(pack(&reversed).unwrap(), packed);
    let mut sorted = files;
    sorted.sort_by(|one, other| one.path.cmp(&other.path));
    assert_eq!(unpack(&packed).unwrap(), sorted);
    // The same bytes on every machine, for as long as the format is the first.
    let digest = crate::ContentDigest::of(&packed);
    let known = "sha256:62e4c8b3f3d232bdf0eed418d2f0d9c7b46633196c3df963793da90458595b87";
    assert_eq!(digest.as_str(), known);
}

#[test]
fn names_that_lead_elsewhere_or_that_a_system_cannot_have_are_refused() {
    for (name, why) in [
        (&b"../../.bashrc"[..], NameProblem::Escapes),
        (b"scores/../../x", NameProblem::Escapes),
        (b"./orchestra.toml", NameProblem::Escapes),
        (b"scores//x.orch", NameProblem::Escapes),
        (b"scores/", NameProblem::Escapes),
        (b"/etc/passwd", NameProblem::Absolute),
        (b"\\\\host\\share", NameProblem::Absolute),
        (b"C:\\autoexec.bat", NameProblem::Absolute),
        (b"c:x", NameProblem::Absolute),
        (b"scores\\..\\x", NameProblem::Characters),
        (b"a:stream", NameProblem::Absolute),
        (b"ab:stream", NameProblem::Characters),
        (b"a b", NameProblem::Characters),
        (b"a\nb", NameProblem::Characters),
        (b"a\x1b[2J", NameProblem::Characters),
        ("\u{202e}hcro.a".as_bytes(), NameProblem::Characters),
        ("\u{fc}ber.orch".as_bytes(), NameProblem::Characters),
        (b"\xff\xfe", NameProblem::Characters),
        (b"a*?.orch", NameProblem::Characters),
        (b".git/hooks/post-checkout", NameProblem::Hidden),
        (b"scores/.env", NameProblem::Hidden),
        (b"orchestra.toml.", NameProblem::EndsWithDot),
        (b"scores./x", NameProblem::EndsWithDot),
        (b"nul", NameProblem::Device),
        (b"scores/Aux.orch", NameProblem::Device),
        (b"COM1.tar.gz", NameProblem::Device),
        (b"lpt9", NameProblem::Device),
    ] {
        match Hostile::new().entry(name, b'0', b"x").refused() {
            ArchiveError::Name { why: found, .. } => assert_eq!(found, why, "{name:?}"),
            other => panic!("{name:?}: {other}"),
        }
    }
    for name in ["console.orch", "com.orch", "com10", "a.b.c", "A-b_c.9", "nulls"] {
        assert_eq!(name::check(name), Ok(()), "{name}");
    }
    let long = format!("{}/x", "a".repeat(MOST_NAME));
    assert_eq!(name::check(&long), Err(NameProblem::Long));
}

#[test]
fn what_is_no_file_is_refused() {
    for (kind, word) in [
        (b'1', "hard link"),
        (b'2', "symbolic link"),
        (b'3', "device"),
        (b'4', "device"),
        (b'5', "folder"),
        (b'6', "pipe"),
        (b'7', "kind of its own"),
        (b'S', "holes"),
        (b'L', "long name"),
        (b'K', "long name"),
        (b'x', "changes others"),
        (b'g', "changes others"),
        (b'Z', "kind of its own"),
    ] {
        let refused = Hostile::new().entry(b"scores.orch", kind, b"").refused();
        assert!(matches!(refused, ArchiveError::Kind { .. }), "{kind}: {refused}");
        assert!(refused.to_string().contains(word), "{kind}: {refused}");
    }
}

#[test]
fn names_that_are_one_on_some_systems_are_refused() {
    let two = |one: &[u8], other: &[u8]| {
        Hostile::new().entry(one, b'0', b"1").entry(other, b'0', b"2").refused()
    };
    assert_eq!(two(b"a.orch", b"a.orch"), ArchiveError::Twice("a.orch".into()));
    assert_eq!(two(b"A.orch", b"a.orch"), ArchiveError::Case("A.orch".into(), "a.orch".into()));
    assert_eq!(
        two(b"Lib/a.orch", b"lib/b.orch"),
        ArchiveError::Case("Lib/a.orch".into(), "lib/b.orch".into())
    );
    assert_eq!(two(b"lib", b"lib/a"), ArchiveError::FileAndFolder("lib".into(), "lib/a".into()));
    assert_eq!(two(b"lib/a", b"lib"), ArchiveError::FileAndFolder("lib".into(), "lib/a".into()));
    assert_eq!(two(b"LIB", b"lib/a"), ArchiveError::FileAndFolder("LIB".into(), "lib/a".into()));
    assert!(pack(&[file("a.orch", ""), file("A.orch", "")]).is_err());
}

#[test]
fn bombs_are_refused_before_they_are_read() {
    let refused = Hostile::new().claiming(b"a.orch", MOST_FILE + 1).refused();
    assert_eq!(refused, ArchiveError::FileTooLarge { path: "a.orch".into() });
    // The largest size that a header can say.
    let mut huge = raw_header(b"a.orch", b'0', 0);
    huge[124..136]
        .copy_from_slice(&[0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    let checksum: u32 = huge
        .iter()
        .enumerate()
        .map(|(at, byte)| match at {
            148..156 => u32::from(b' '),
            _ => u32::from(*byte),
        })
        .sum();
    huge[148..156].copy_from_slice(format!("{checksum:06o}\0 ").as_bytes());
    assert!(unpack(&huge).is_err());
    let cut = Hostile::new().claiming(b"a.orch", 4096).refused();
    assert_eq!(cut, ArchiveError::Cut("a.orch".into()));
    let mut many = Hostile::new();
    for number in 0..=MOST_FILES {
        many = many.entry(format!("f{number:06}").as_bytes(), b'0', b"");
    }
    assert_eq!(many.refused(), ArchiveError::TooMany);
    let large = vec![0; usize::try_from(MOST_BYTES).unwrap() + 1];
    assert_eq!(unpack(&large), Err(ArchiveError::TooLarge));
    let eight = |name: &str| file(name, &"a".repeat(usize::try_from(MOST_FILE).unwrap()));
    let files = ["a", "b", "c", "d"].map(eight);
    assert_eq!(pack(&files), Err(ArchiveError::TooLarge));
}

#[test]
fn whatever_could_hide_something_is_refused() {
    let packed = pack(&[file("a.orch", "x"), file("b.orch", "y")]).unwrap();
    let mut behind = packed.clone();
    behind.extend(b"hidden");
    assert_eq!(unpack(&behind), Err(ArchiveError::NotAsPacked));
    let mut padding = packed.clone();
    padding[512 + 100] = b'h';
    assert_eq!(unpack(&padding), Err(ArchiveError::NotAsPacked));
    let unsorted = Hostile::new().entry(b"b.orch", b'0', b"y").entry(b"a.orch", b'0', b"x");
    assert_eq!(unsorted.refused(), ArchiveError::NotAsPacked);
    for cut in [0, 1, 511, 512, 513, 1024, packed.len() - 1] {
        assert!(unpack(&packed[..cut]).is_err(), "{cut}");
    }
    let mut header = *Header::from_byte_slice(&packed[..512]).as_bytes();
    for at in 0..512 {
        let before = header[at];
        header[at] ^= 1;
        let changed = [&header[..], &packed[512..]].concat();
        assert!(unpack(&changed).is_err(), "{at}");
        header[at] = before;
    }
    for garbage in [&b""[..], b"x", &[0xff; 2048], b"\x1f\x8b\x08\0\0\0\0\0\0\xff"] {
        assert!(unpack(garbage).is_err());
    }
}
