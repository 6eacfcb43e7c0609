//! The test files that run in browsers: which of them in which engine, and what each needs to be there.

use crate::dev::Addresses;
use crate::display::Display;
use crate::served::Server;
use crate::{features, node, setup};
use anyhow::Result;

/// The test files of what a person sees and does.
pub const PAGES: &str = "tests/browser/*.test.js";
/// The same of what is left of a card in a browser's memory and on its disk.
pub const COPIES: &str = "tests/browser/copies/*.test.js";

/// What asks little of an engine is looked at in these of them each time, shared out among the lanes, and in the others
/// under `--long`; what has no engine here runs under `--long` alone. What all of them must show stands not here.
const SHARED_OUT: &[(&str, &str)] = &[
    ("axe.test.js", "webkit"),
    ("bodies.test.js", "webkit"),
    ("brands.test.js", "firefox"),
    ("dashboard-looks.test.js", ""),
    ("dashboard-states.test.js", ""),
    ("dashboard-vaults.test.js", ""),
    ("dashboard.test.js", "chromium"),
    ("development.test.js", "webkit"),
    ("docs.test.js", "chromium"),
    ("element.test.js", "webkit"),
    ("errors.test.js", "webkit"),
    ("faults-inside.test.js", ""),
    ("faults.test.js", "chromium"),
    ("grants.test.js", "firefox"),
    ("guard.test.js", "webkit"),
    ("handshake.test.js", "webkit"),
    ("hostile.test.js", "chromium"),
    ("instruments.test.js", "webkit"),
    ("language.test.js", "webkit"),
    ("leak.test.js", "firefox"),
    ("life-vaults.test.js", ""),
    ("life.test.js", "webkit"),
    ("look.test.js", "webkit"),
    ("memory.test.js", "firefox"),
    ("naughty.test.js", "webkit"),
    ("page.test.js", "firefox"),
    ("panic.test.js", "firefox"),
    ("payment.test.js", "firefox"),
    ("places.test.js", "webkit"),
    ("react.test.js", "chromium"),
    ("reveal.test.js", "chromium firefox"),
    ("room.test.js", "chromium"),
    ("staff.test.js", "chromium"),
    ("versions.test.js", "chromium"),
];

/// Runs test files in one browser, against a server of its own on ports from this one on.
pub fn end_to_end(browser: &str, port: u16, tests: &str) -> Result<()> {
    let addresses = Addresses::from(port);
    // A second shop, and a second frame that scripts can be put into: the tests serve them.
    let stage = [format!("http://localhost:{}", port + 5), format!("http://127.0.0.1:{}", port + 6)];
    let [page, stage_frame] = &stage;
    let _server = Server::start(port, page, None)?;
    let mut values = vec![
        ("BROWSER", browser.into()),
        ("SHOP", addresses.shop.into()),
        ("FRAME", addresses.frame.into()),
        ("VAULTS", addresses.vaults.into()),
        ("DASHBOARD", addresses.dashboard.into()),
        ("STAGE", page.into()),
        ("STAGE_FRAME", stage_frame.into()),
        ("GECKODRIVER", setup::tools().join("geckodriver").into_os_string()),
    ];
    let display = if browser == "webkit" { Some(Display::start()?) } else { None };
    if let Some(display) = &display {
        values.push(("DISPLAY", display.name.clone().into()));
    }
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_os_str())).collect();
    let part = if tests == COPIES { "copies" } else { "pages" };
    let all = std::env::var_os("LONG").is_some() || tests == COPIES;
    let elsewhere =
        SHARED_OUT.iter().filter(|(_, engines)| !all && !engines.split(' ').any(|engine| engine == browser));
    let left_out: Vec<_> = elsewhere.map(|(file, _)| *file).collect();
    node::reporting(&[tests], &left_out, &values, &features::results(browser, part))
}
