//! A plan as a drawing: a box a step, below what it waits for, with an arrow from there; a frame around
//! what a loop, a branch or a called template does.
//!
//! Sizes are computed from numbers of characters, as letters of one width take them, so that nothing has
//! to be measured and the same plan always gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, PreEscaped, html};
use orchestra_plan::{Block, Dependencies, Node, NodeKind, Plan, Slot};

/// A letter's width, and a line's height.
const LETTER: u32 = 8;
const LINE: u32 = 16;
/// Between a box's border and what is in it.
const PADDING: u32 = 12;
/// Between boxes beside each other, and below each other.
const BESIDE: u32 = 20;
const BELOW: u32 = 32;
/// Letters of a line that are drawn.
const LONGEST: usize = 36;
/// Around a picture of its own.
const MARGIN: u32 = 16;

/// How boxes and arrows look, on a page and in a picture. Colours are variables of the page.
const STYLE: &str = include_str!("graph.css");

/// Those variables in a picture, which has no page: the page's colours by day.
const COLOURS: [(&str, &str); 6] = [
    ("text", "#1b1f24"),
    ("faint", "#57606a"),
    ("ground", "#fff"),
    ("step", "#eaf2ff"),
    ("gate", "#fff3cd"),
    ("frame", "#f8f9fb"),
];

/// The drawing as a file of its own, which needs no page and loads nothing: light, with its ground.
#[must_use]
pub fn picture(plan: &Plan) -> String {
    let name = &plan.template;
    let style = COLOURS.iter().fold(STYLE.to_owned(), |style, (variable, colour)| {
        style.replace(&format!("var(--{variable})"), colour)
    });
    let drawing = Drawing::of(plan).unwrap_or_else(|| {
        let part = Area::of_lines("frame", vec![name.clone(), "it has no steps".to_owned()]);
        Drawing { width: part.width, height: part.height, boxes: part.boxes, arrows: Vec::new() }
    });
    let markup = drawing.markup(&format!("The steps of {name}"), MARGIN, Some(&style));
    format!("{}\n", markup.into_string())
}

/// The drawing, which `label` describes, for a page; none where there are no steps. Colours are the
/// page's.
#[must_use]
pub fn graph(plan: &Plan, label: &str) -> Option<Markup> {
    Some(Drawing::of(plan)?.markup(label, 1, None))
}

/// Boxes and arrows of all that a plan's templates do.
struct Drawing {
    width: u32,
    height: u32,
    boxes: Vec<Drawn>,
    arrows: Vec<Arrow>,
}

impl Drawing {
    /// The main template's steps, and below them those of templates that it calls; none where there are
    /// no steps.
    fn of(plan: &Plan) -> Option<Self> {
        let mut drawing = Self { width: 0, height: 0, boxes: Vec::new(), arrows: Vec::new() };
        let mut at = 0;
        for (name, block) in templates(plan) {
            let area = Area::of(block);
            let part = match name {
                None => area,
                Some(name) => framed(&[name.to_owned()], "frame", vec![(None, area)]),
            };
            drawing.width = drawing.width.max(part.width);
            drawing.arrows.extend(part.arrows.iter().map(|arrow| arrow.moved(0, at)));
            drawing.boxes.extend(part.boxes.into_iter().map(|it| it.moved(0, at)));
            drawing.height = at + part.height;
            at = drawing.height + BELOW;
        }
        (!drawing.boxes.is_empty()).then_some(drawing)
    }

    /// With so much room around it; where it has a style of its own, it has a ground too.
    fn markup(&self, label: &str, margin: u32, style: Option<&str>) -> Markup {
        let (width, height) = (self.width + 2 * margin, self.height + 2 * margin);
        let view = format!("-{margin} -{margin} {width} {height}");
        html! {
            svg xmlns="http://www.w3.org/2000/svg" class=[style.map(|_| "graph")] role="img" aria-label=(label) viewBox=(view) width=(width) height=(height) {
                @if let Some(style) = style { style { (PreEscaped(style)) } }
                defs {
                    marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" {
                        path d="M 0 0 L 8 4 L 0 8 z" {}
                    }
                }
                @if style.is_some() {
                    rect class="ground" x=(format!("-{margin}")) y=(format!("-{margin}")) width=(width) height=(height) {}
                }
                @for it in &self.boxes { @if it.is_frame { (it.markup()) } }
                @for arrow in &self.arrows { (arrow.markup()) }
                @for it in &self.boxes { @if !it.is_frame { (it.markup()) } }
            }
        }
    }
}

/// The same as a list, for who doesn't see it.
#[must_use]
pub fn steps(plan: &Plan) -> Markup {
    html! {
        @for (name, block) in templates(plan) {
            @if let Some(name) = name { p { "Steps of " code { (name) } ":" } }
            (listed(block))
        }
    }
}

fn listed(block: &Block) -> Markup {
    html! {
        ol class="steps" {
            @for node in block.nodes.iter().filter(|node| node.is_step()) {
                li {
                    code { (node.id) }
                    @let words = node.words();
                    @if !words.is_empty() { ": " (words) }
                    @for (path, inner) in node.blocks_with_steps() {
                        @if !is_loop(node) { div { code { (title(&path)) } ":" } }
                        (listed(inner))
                    }
                }
            }
        }
    }
}

/// The main template's steps, then those of templates that it calls, under their names.
fn templates(plan: &Plan) -> Vec<(Option<&str>, &Block)> {
    let has_steps = |block: &&Block| block.nodes.iter().any(Node::is_step);
    let main = plan.templates.get(&plan.template).map(|it| &it.body).filter(has_steps);
    let others = plan.templates.iter().filter(|(name, _)| **name != plan.template);
    let others = others.map(|(name, it)| (Some(name.as_str()), &it.body));
    let main = main.map(|block| (None, block)).into_iter();
    main.chain(others.filter(|(_, block)| has_steps(block))).collect()
}

/// Boxes and arrows, with the room that they take.
struct Area {
    width: u32,
    height: u32,
    boxes: Vec<Drawn>,
    arrows: Vec<Arrow>,
}

/// A box; frames lie behind arrows.
struct Drawn {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
    class: &'static str,
    is_frame: bool,
    lines: Vec<String>,
}

struct Arrow {
    from: Point,
    to: Point,
}

/// From the left, and from the top.
type Point = (u32, u32);

impl Drawn {
    fn moved(mut self, x: u32, y: u32) -> Self {
        self.x += x;
        self.y += y;
        self
    }

    fn markup(&self) -> Markup {
        let whole = self.lines.join(" ");
        let is_cut = self.lines.iter().any(|line| line.chars().count() > LONGEST);
        html! {
            g {
                @if is_cut { title { (whole) } }
                rect class=(self.class) x=(self.x) y=(self.y) width=(self.width) height=(self.height) rx="6" {}
                @for (at, line) in self.lines.iter().enumerate() {
                    @let y = self.y + PADDING + LINE * u32::try_from(at).unwrap_or(0) + 9;
                    text class=(if at == 0 { "name" } else { "faint" }) x=(self.x + PADDING) y=(y) { (cut(line)) }
                }
            }
        }
    }
}

impl Arrow {
    fn moved(&self, x: u32, y: u32) -> Self {
        let by = |(a, b): Point| (a + x, b + y);
        Self { from: by(self.from), to: by(self.to) }
    }

    fn markup(&self) -> Markup {
        let ((x, y), (to_x, to_y)) = (self.from, self.to);
        // Straight down beside what lies between, then over to where it leads.
        let turn = y.max(to_y.saturating_sub(BELOW));
        let middle = u32::midpoint(turn, to_y);
        let path = format!("M {x} {y} V {turn} C {x} {middle}, {to_x} {middle}, {to_x} {to_y}");
        html! { path d=(path) marker-end="url(#arrow)" {} }
    }
}

fn cut(line: &str) -> String {
    if line.chars().count() <= LONGEST {
        return line.to_owned();
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// The room that lines take in a box.
fn room(lines: &[String]) -> (u32, u32) {
    let longest = lines.iter().map(|line| line.chars().count().min(LONGEST)).max().unwrap_or(0);
    let letters = u32::try_from(longest).unwrap_or(0);
    let rows = u32::try_from(lines.len()).unwrap_or(0);
    (letters * LETTER + 2 * PADDING, rows * LINE + 2 * PADDING - 6)
}

impl Area {
    /// A box with lines in it.
    fn of_lines(class: &'static str, lines: Vec<String>) -> Self {
        let (width, height) = room(&lines);
        let drawn = Drawn { x: 0, y: 0, width, height, class, is_frame: false, lines };
        Self { width, height, boxes: vec![drawn], arrows: Vec::new() }
    }

    /// Steps in rows: each in the first that lies below all that it waits for.
    fn of(block: &Block) -> Self {
        let dependencies = Dependencies::of(block);
        let nodes: Vec<&Node> = block.nodes.iter().filter(|node| node.is_step()).collect();
        let mut rows: Vec<Vec<&Node>> = Vec::new();
        let mut row_of: BTreeMap<Slot, usize> = BTreeMap::new();
        for node in &nodes {
            let before = dependencies.steps(node);
            let row =
                before.iter().filter_map(|it| row_of.get(&it.slot)).max().map_or(0, |it| it + 1);
            row_of.insert(node.slot, row);
            if rows.len() <= row {
                rows.resize_with(row + 1, Vec::new);
            }
            rows[row].push(node);
        }
        let drawn: Vec<Vec<(Slot, Self)>> = rows
            .into_iter()
            .map(|row| row.into_iter().map(|node| (node.slot, boxed(node))).collect())
            .collect();
        let width_of = |row: &[(Slot, Self)]| {
            let gaps = u32::try_from(row.len().saturating_sub(1)).unwrap_or(0) * BESIDE;
            row.iter().map(|(_, it)| it.width).sum::<u32>() + gaps
        };
        let width = drawn.iter().map(|row| width_of(row)).max().unwrap_or(0);
        let mut area = Self { width, height: 0, boxes: Vec::new(), arrows: Vec::new() };
        // Where each step's box lies: the middle of its top, and of its bottom.
        let mut places: BTreeMap<Slot, (Point, Point)> = BTreeMap::new();
        for row in drawn {
            let mut x = (width - width_of(&row)) / 2;
            let tallest = row.iter().map(|(_, it)| it.height).max().unwrap_or(0);
            let y = area.height;
            for (slot, part) in row {
                let middle = x + part.width / 2;
                places.insert(slot, ((middle, y), (middle, y + part.height)));
                area.arrows.extend(part.arrows.iter().map(|arrow| arrow.moved(x, y)));
                area.boxes.extend(part.boxes.into_iter().map(|it| it.moved(x, y)));
                x += part.width + BESIDE;
            }
            area.height += tallest + BELOW;
        }
        area.height = area.height.saturating_sub(BELOW);
        for (before, node) in direct(&nodes, &dependencies) {
            if let (Some((_, from)), Some((to, _))) = (places.get(&before), places.get(&node)) {
                area.arrows.push(Arrow { from: *from, to: *to });
            }
        }
        area
    }
}

/// Which step waits for which, but for what it waits for through others too.
fn direct(nodes: &[&Node], dependencies: &Dependencies<'_>) -> Vec<(Slot, Slot)> {
    let mut all: BTreeMap<Slot, BTreeSet<Slot>> = BTreeMap::new();
    let mut found = Vec::new();
    // Steps stand below what they wait for.
    for node in nodes {
        let before: Vec<Slot> = dependencies.steps(node).iter().map(|it| it.slot).collect();
        let through: BTreeSet<Slot> =
            before.iter().filter_map(|it| all.get(it)).flatten().copied().collect();
        found.extend(before.iter().filter(|it| !through.contains(it)).map(|it| (*it, node.slot)));
        all.insert(node.slot, through.into_iter().chain(before).collect());
    }
    found
}

/// A step's box, with all that is in it.
fn boxed(node: &Node) -> Area {
    let words = node.words();
    let mut lines = vec![node.id.clone()];
    if !words.is_empty() {
        lines.push(words);
    }
    let inner: Vec<(Option<String>, Area)> = node
        .blocks_with_steps()
        .into_iter()
        .map(|(path, block)| {
            let title = (!is_loop(node)).then(|| title(&path).to_owned());
            (title, Area::of(block))
        })
        .collect();
    if !inner.is_empty() {
        return framed(&lines, "frame", inner);
    }
    let class = match node.kind {
        NodeKind::Ensure(_) | NodeKind::Fail { .. } => "gate",
        _ => "step",
    };
    Area::of_lines(class, lines)
}

/// A frame around areas beside each other, each perhaps in a frame of its own.
fn framed(lines: &[String], class: &'static str, inner: Vec<(Option<String>, Area)>) -> Area {
    let (least, top) = room(lines);
    let mut x = PADDING;
    let (mut boxes, mut arrows, mut tallest) = (Vec::new(), Vec::new(), 0);
    for (title, area) in inner {
        let part = match title {
            None => area,
            Some(title) => framed(&[title], class, vec![(None, area)]),
        };
        arrows.extend(part.arrows.iter().map(|arrow| arrow.moved(x, top)));
        boxes.extend(part.boxes.into_iter().map(|it| it.moved(x, top)));
        x += part.width + BESIDE;
        tallest = tallest.max(part.height);
    }
    let width = least.max(x - BESIDE + PADDING);
    let height = top + tallest + PADDING;
    let lines = lines.to_vec();
    boxes.insert(0, Drawn { x: 0, y: 0, width, height, class, is_frame: true, lines });
    Area { width, height, boxes, arrows }
}

fn is_loop(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Map(_) | NodeKind::Repeat(_))
}

/// Which of a step's blocks it is.
fn title(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{COLOURS, STYLE};

    /// The value of a variable as a style first states it: by day.
    fn stated<'s>(style: &'s str, variable: &str) -> Option<&'s str> {
        let (_, rest) = style.split_once(&format!("--{variable}: "))?;
        rest.split_once(';').map(|(value, _)| value)
    }

    #[test]
    fn a_picture_has_the_colours_of_the_page_by_day() {
        let pages = include_str!("style.css");
        let frame = include_str!("../../../ledger/pages/src/frame/style.css");
        for (variable, colour) in COLOURS {
            let page = stated(pages, variable).or_else(|| stated(frame, variable));
            assert_eq!(page, Some(colour), "{variable}");
        }
        let used = STYLE.split("var(--").skip(1).filter_map(|it| it.split_once(')'));
        for (variable, _) in used {
            assert!(COLOURS.iter().any(|(known, _)| *known == variable), "{variable}");
        }
    }
}
