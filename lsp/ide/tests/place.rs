//! Which item the cursor is in.

mod fixture;

use fixture::Fixture;
use orchestra_lsp_ide::item_at;

fn named(text: &str) -> Option<String> {
    let fixture = Fixture::new(text);
    let item = item_at(&fixture.db, fixture.file, fixture.offset)?;
    Some(item.name(&fixture.db).to_string())
}

#[test]
fn the_item_around_the_cursor_is_found() {
    assert_eq!(named("const A: int = 1\nconst B: int = $02\n").as_deref(), Some("B"));
    assert_eq!(named("const A: int = 1$0\n\nconst B: int = 2\n").as_deref(), Some("A"));
    assert_eq!(named("use capability sea$0rch\n"), None);
}
