//! What the demonstration leaves behind: a closing table, and a page.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table};

use crate::event::EventType;
use crate::extract::{Explanation, Extraction};
use crate::view::{Look, Page, plain};

/// Said on the page, which may be passed on without the program.
const INVENTED: &str = "The articles were invented for the demonstration: nobody made these calls or said these words.";

/// Width of all columns but the headline, with the space around and between them.
const OTHER_COLUMNS: u16 = 44;

/// One row an article: its headline, language, and events by type.
pub(super) fn table(explanations: &[Explanation], look: Look) -> String {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(look.width).force_no_tty();
    table.set_header(["article", "language", "calls", "statements", "threats"]);
    let title_width = usize::from(look.width.saturating_sub(OTHER_COLUMNS));
    let mut totals = [0; EventType::ALL.len()];
    for Explanation { extraction: Extraction { article, events }, .. } in explanations {
        let counts =
            EventType::ALL.map(|event_type| events.iter().filter(|event| event.event_type() == event_type).count());
        for (total, count) in totals.iter_mut().zip(counts) {
            *total += count;
        }
        let title = console::truncate_str(&article.title, title_width, "…");
        table.add_row(row(&plain(&title), article.language.code(), counts));
    }
    table.add_row(row("all", "", totals));
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

fn row(title: &str, language: &str, counts: [usize; EventType::ALL.len()]) -> Vec<String> {
    let counts = counts.iter().map(ToString::to_string);
    [title.to_owned(), language.to_owned()].into_iter().chain(counts).collect()
}

/// Writes the page and tells where.
pub(super) fn write_page(explanations: &[Explanation], folder: Option<&Path>) -> anyhow::Result<PathBuf> {
    let folder = match folder {
        Some(folder) => {
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
            folder.to_owned()
        }
        None => own_folder()?,
    };
    let mut page = Page::new("What the sample articles report").with_note(INVENTED);
    explanations.iter().for_each(|explanation| page.add(explanation));
    let path = folder.join("events.html");
    fs::write(&path, page.render())
        .with_context(|| format!("cannot write {}; name another folder with --output", path.display()))?;
    Ok(fs::canonicalize(&path).unwrap_or(path))
}

/// `target/demo` in a checkout that has been built, else a new folder among the temporary ones.
fn own_folder() -> anyhow::Result<PathBuf> {
    let target = Path::new("target");
    if target.is_dir() {
        let folder = target.join("demo");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        return Ok(folder);
    }
    let folder = std::env::temp_dir().join(format!("demarche-demo-{}", std::process::id()));
    // Not `create_dir_all`: a folder of that name that is there already was made by someone else.
    fs::create_dir(&folder)
        .with_context(|| format!("cannot make the folder {}; name one with --output", folder.display()))?;
    Ok(folder)
}
