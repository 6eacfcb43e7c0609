//! The card rules against the tables in `tests/vectors/card`, which any other language can run too.

use tokenframe::card::{Fault, Verdict, brand, cvc, expiry, holder, number, postal};

/// The rows of a table, each a list of columns. The first column is a JSON string.
fn rows(table: &str) -> impl Iterator<Item = Vec<String>> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| {
        let mut columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
        columns[0] = serde_json::from_str(&columns[0]).unwrap_or_else(|_| panic!("no JSON string: {line}"));
        columns
    })
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Empty => "empty",
        Verdict::Partial => "partial",
        Verdict::Valid => "valid",
        Verdict::Invalid(fault) => fault.as_str(),
    }
}

const NOW: expiry::Month = expiry::Month { year: 2026, month: 9 };

/// Runs every row and names all that differ, so that one run shows the whole picture.
fn expect(table: &str, columns: usize, rule: impl Fn(&[String]) -> String) {
    let mut seen = 0;
    let mut differ = Vec::new();
    for row in rows(table) {
        assert_eq!(row.len(), columns, "{row:?}");
        seen += 1;
        let found = rule(&row);
        if found != row[columns_of_input(columns, &row)..].join(" ") {
            differ.push(format!("{row:?} gave {found}"));
        }
    }
    assert!(seen > 20, "the table was not read");
    assert!(differ.is_empty(), "\n{}", differ.join("\n"));
}

/// The inputs come first: one text, and a second input in the tables of codes and postal codes.
fn columns_of_input(columns: usize, row: &[String]) -> usize {
    let second = columns == 3 && matches!(row[1].as_str(), "-" | "3" | "4" | "US" | "CA" | "GB");
    1 + usize::from(second)
}

#[test]
fn every_number_of_the_table_has_its_verdict_and_brand() {
    expect(include_str!("vectors/card/number.tsv"), 3, |row| {
        let number = number::check(&row[0], brand::Set::ALL);
        format!("{} {}", word(number.verdict), number.brand().map_or("-", brand::Brand::name))
    });
}

#[test]
fn every_date_of_the_table_has_its_verdict_and_month() {
    expect(include_str!("vectors/card/expiry.tsv"), 3, |row| {
        let expiry = expiry::check(&row[0], NOW);
        let month = expiry.month.map(|month| format!("{:04}-{:02}", month.year, month.month));
        format!("{} {}", word(expiry.verdict), month.as_deref().unwrap_or("-"))
    });
}

#[test]
fn every_security_code_of_the_table_has_its_verdict() {
    expect(include_str!("vectors/card/cvc.tsv"), 3, |row| {
        let brand = match row[1].as_str() {
            "3" => Some(brand::Brand::VISA),
            "4" => Some(brand::Brand::AMERICAN_EXPRESS),
            _ => None,
        };
        word(cvc::check(&row[0], brand.map(brand::Brand::cvc_length))).to_owned()
    });
}

#[test]
fn every_name_of_the_table_has_its_verdict() {
    expect(include_str!("vectors/card/holder.tsv"), 2, |row| word(holder::check(&row[0])).to_owned());
}

#[test]
fn every_postal_code_of_the_table_has_its_verdict() {
    expect(include_str!("vectors/card/postal.tsv"), 3, |row| {
        word(postal::check(&row[0], postal::Country::from_code(&row[1]))).to_owned()
    });
}

#[test]
fn every_fault_has_its_own_snake_case_code() {
    for (index, fault) in Fault::ALL.iter().enumerate() {
        let code = fault.as_str();
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{code}");
        assert_eq!(Fault::ALL.iter().position(|other| other.as_str() == code), Some(index));
    }
}

#[test]
fn every_fault_is_reached_by_some_row() {
    let tables = [
        include_str!("vectors/card/number.tsv"),
        include_str!("vectors/card/expiry.tsv"),
        include_str!("vectors/card/cvc.tsv"),
        include_str!("vectors/card/holder.tsv"),
        include_str!("vectors/card/postal.tsv"),
    ];
    let reached = |fault: &Fault| {
        tables.iter().any(|table| rows(table).any(|row| row.iter().any(|column| column == fault.as_str())))
    };
    let missed: Vec<_> = Fault::ALL.iter().filter(|fault| !reached(fault)).collect();
    assert_eq!(missed, [&Fault::BrandNotAccepted], "it needs a list of brands, see card_number.rs");
}
