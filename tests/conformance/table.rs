//! The table that is printed, and the judgement on each of its cells.

use super::case::Vectors;
use super::leak;
use std::process::ExitCode;

/// What was found, and what should have been.
pub struct Cell {
    found: String,
    expect: String,
}

pub struct Table {
    heads: Vec<&'static str>,
    lines: Vec<Line>,
    legend: Vec<String>,
}

enum Line {
    Group(String, bool),
    Row(String, Vec<Cell>),
    /// A row that is one vault's own.
    Only(String, usize, Cell),
}

impl Cell {
    pub fn new(found: String, expect: String) -> Self {
        Self { found, expect }
    }

    /// A case that cannot happen.
    pub fn none() -> Self {
        Self::new("-".into(), "-".into())
    }

    fn is_right(&self) -> bool {
        self.found == self.expect
    }

    fn shown(&self) -> String {
        if self.is_right() { self.found.clone() } else { "WRONG".into() }
    }
}

impl Table {
    pub fn new(heads: &[&'static str]) -> Self {
        Self { heads: heads.to_vec(), lines: Vec::new(), legend: Vec::new() }
    }

    pub fn group(&mut self, name: &str) {
        self.lines.push(Line::Group(name.into(), true));
    }

    /// A group whose rows are one vault's own.
    pub fn group_of(&mut self, vault: &str) {
        self.lines.push(Line::Group(format!("{vault}: what its contract says"), false));
    }

    pub fn row(&mut self, name: &str, cells: Vec<Cell>) {
        self.lines.push(Line::Row(name.into(), cells));
    }

    pub fn only(&mut self, name: &str, vault: usize, cell: Cell) {
        self.lines.push(Line::Only(name.into(), vault, cell));
    }

    pub fn legend(&mut self, vaults: &[Vectors]) {
        for vault in vaults {
            self.legend.push(format!("{:9} {}", vault.name(), vault.seam()));
            self.legend.extend(vault.none().map(|(case, why)| format!("{:9} - {case}: {why}", "")));
        }
    }

    /// Prints everything, and at its end what is wrong.
    pub fn print(&self) -> ExitCode {
        let names = self.lines.iter().map(|line| match line {
            Line::Group(..) => 0,
            Line::Row(name, _) | Line::Only(name, ..) => name.chars().count(),
        });
        let first = names.max().unwrap_or_default();
        let width = |at: usize| {
            let cells = self.lines.iter().map(|line| match line {
                Line::Row(_, cells) => cells.get(at).map_or(0, |cell| cell.shown().len()),
                _ => 0,
            });
            cells.max().unwrap_or_default().max(self.heads[at].len())
        };
        let widths: Vec<_> = (0..self.heads.len()).map(width).collect();
        let heads: Vec<_> = self.heads.iter().zip(&widths).map(|(head, width)| format!("{head:width$}")).collect();
        let (mut checked, mut wrong) = (0, Vec::new());
        let mut judge = |name: &str, vault: &str, cell: &Cell| {
            checked += usize::from(cell.expect != "-");
            if !cell.is_right() {
                wrong.push(format!("{vault}, {name}: expected {:?}, found {:?}", cell.expect, cell.found));
            }
        };
        println!();
        for line in &self.lines {
            match line {
                Line::Group(name, true) => {
                    println!("\n{:first$}  {}", name.to_uppercase(), heads.join("  ").trim_end())
                }
                Line::Group(name, false) => println!("\n{}", name.to_uppercase()),
                Line::Row(name, cells) => {
                    let shown = cells.iter().zip(&widths).map(|(cell, width)| format!("{:width$}", cell.shown()));
                    println!("{name:first$}  {}", shown.collect::<Vec<_>>().join("  ").trim_end());
                    for (head, cell) in self.heads.iter().zip(cells) {
                        judge(name, head, cell);
                    }
                }
                Line::Only(name, vault, cell) => {
                    println!("{name:first$}  {}", cell.shown());
                    judge(name, self.heads[*vault], cell);
                }
            }
        }
        println!("\nA column's cells are made of");
        self.legend.iter().for_each(|line| println!("  {line}"));
        println!(
            "\nEach case is run with the call after the grant and before it, settles its call exactly once, hears \
             nothing\nthat comes after that, tells the shop nothing of what was planted in {} answers and messages, \
             and leaves a\nform whose next call ends in a token, but where the row's session goes on to refuse the same card.\n\
             A browser has one word for a vault that cannot be reached, for no CORS and for a redirect: these rows are \
             one\ninput here, and three in tests/browser/errors.test.js.\n",
            leak::planted()
        );
        if wrong.is_empty() {
            println!("conformance: {checked} cells of {} vaults, all as expected", self.heads.len());
            return ExitCode::SUCCESS;
        }
        wrong.iter().for_each(|line| println!("WRONG {line}"));
        println!("conformance: {} of {checked} cells are not as expected", wrong.len());
        ExitCode::FAILURE
    }
}
