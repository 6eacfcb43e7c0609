//! Builds what a browser loads: a frame for each vault, and the card rules for JavaScript.

use crate::command::{cargo, output, program, read, root, run, write};
use crate::glue;
use crate::order;
use crate::pack::compressed;
use crate::setup::{npm_program, tools};
use crate::words::Words;
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

/// A vault, and who captures its cards.
pub struct Vault {
    /// Its name: the feature that builds it, and its folder in the package.
    pub name: &'static str,
    /// What stands in the frame.
    pub capture: Capture,
}

/// Who captures the card.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Capture {
    /// Our fields; the card goes to the vault from here.
    Fields,
    /// A page of the vault's.
    Page,
    /// A component of the vault's, which its own script puts there.
    Component,
    /// Our fields, for gift cards and bank accounts; what they hold goes to the vault from here.
    Instruments,
    /// Nobody: a page of the vault's shows a stored card.
    Reveal,
}

/// The room of the frames that take cards. They share their languages.
pub const CARDS: &str = "www/frame";

impl Capture {
    /// Whether the fields are ours, so that what is typed goes to the vault from the frame.
    pub fn is_ours(self) -> bool {
        matches!(self, Self::Fields | Self::Instruments)
    }
}

impl Vault {
    /// The folder of its frame in the package.
    pub fn folder(&self) -> String {
        match self.capture {
            Capture::Reveal => format!("{}-reveal", self.name),
            Capture::Instruments => format!("{}-instruments", self.name),
            _ => self.name.into(),
        }
    }

    /// The room of its fields' names, and of its words.
    pub fn room(&self) -> &'static str {
        match self.capture {
            Capture::Instruments => "www/frame/instruments",
            Capture::Reveal => "www/frame/reveal",
            _ => CARDS,
        }
    }

    /// Whether its languages are its own, and stand beside its document.
    pub fn has_own_words(&self) -> bool {
        self.room() != CARDS
    }

    fn features(&self) -> String {
        let more = match self.capture {
            Capture::Reveal => ",reveal",
            Capture::Instruments => ",instruments",
            _ => "",
        };
        format!("frame,bare,{}{more}", self.name)
    }

    /// The document, and the room of the script and the stylesheet.
    fn sources(&self) -> (&'static str, &'static str, &'static str) {
        match self.capture {
            Capture::Fields => ("www/frame/card.html", "www/frame/edge.js", "www/frame/frame.css"),
            Capture::Page | Capture::Component => ("www/frame/page.html", "www/frame/edge.js", "www/frame/page.css"),
            Capture::Instruments => (
                "www/frame/instruments/page.html",
                "www/frame/instruments/edge.js",
                "www/frame/instruments/instruments.css",
            ),
            Capture::Reveal => {
                ("www/frame/reveal/page.html", "www/frame/reveal/edge.js", "www/frame/reveal/reveal.css")
            }
        }
    }
}

/// Every vault that a frame is built for.
pub const VAULTS: &[Vault] = &[
    Vault { name: "clover", capture: Capture::Fields },
    Vault { name: "vaultera", capture: Capture::Page },
    Vault { name: "payconex", capture: Capture::Component },
    Vault { name: "hellgate", capture: Capture::Fields },
    Vault { name: "corefy", capture: Capture::Fields },
];

/// The frame that shows a stored card. Apart from the one that takes a card: a shopper downloads nothing of it, and
/// its server registers other pages.
pub const REVEAL: Vault = Vault { name: "vaultera", capture: Capture::Reveal };

/// The frame for what can be tokenized beside a card. Whoever takes cards downloads nothing of it.
pub const INSTRUMENTS: Vault = Vault { name: "clover", capture: Capture::Instruments };

/// Every frame.
pub fn frames() -> impl Iterator<Item = &'static Vault> {
    VAULTS.iter().chain([&INSTRUMENTS, &REVEAL])
}

/// One built file of a frame.
pub struct File {
    /// The name, with a hash of the content in it.
    pub name: String,
    /// The content.
    pub content: Vec<u8>,
}

impl File {
    fn hashed(stem: &str, extension: &str, content: Vec<u8>) -> Self {
        let hash: String = Sha256::digest(&content).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Self { name: format!("{stem}-{hash}.{extension}"), content }
    }

    /// The value of an `integrity` attribute.
    pub fn integrity(&self) -> String {
        format!("sha384-{}", STANDARD.encode(Sha384::digest(&self.content)))
    }
}

/// A frame for one vault.
pub struct Frame {
    /// The document. `{{parents}}` in it stands for the origins that may embed it.
    pub html: String,
    /// Script, Wasm and stylesheet.
    pub files: [File; 3],
    /// The second script, which is loaded when a shop asks for what is in it.
    pub extra: Option<File>,
}

/// Builds a frame, which speaks English, and knows where the other languages are.
pub fn frame(vault: &Vault, words: &Words) -> Result<Frame> {
    let folder = vault.folder();
    let work = format!("target/frame/{folder}");
    let (template, edge, style_source) = vault.sources();
    let wasm = wasm(&vault.features())?;
    run(program(tools().join("wasm-bindgen"))
        .args(["--target", "bundler", "--no-typescript", "--encode-into", "always"])
        .arg("--remove-producers-section")
        .args(["--out-name", "frame", "--out-dir", &work, &wasm]))?;
    let bound = format!("{work}/frame_bg.wasm");
    let unused = glue::TABLE.map(|name| format!("--remove-exports={name}"));
    run(npm_program("wasm-opt").args(["-g", &bound, "-o", &bound]).args(unused))?;
    let (optimised, names) = optimise(&bound, SMALLEST, &["--minify-imports-and-exports-and-modules"])?;
    silent(&optimised)?;
    let renamed = format!("{work}/glue.js");
    write(&renamed, glue::lean(&read(format!("{work}/frame_bg.js"))?, &names)?)?;
    let script = format!("{work}/boot.js");
    let bundling = ["--bundle", "--minify", "--target=es2022", "--log-level=warning", "--legal-comments=none"];
    let embeds = format!("--define:EMBEDS={}", !vault.capture.is_ours());
    run(npm_program("esbuild").args(["www/frame/boot.js", "--format=esm"]).args(bundling).args([
        format!("--alias:frame.js=./{renamed}").as_str(),
        &format!("--alias:edge.js=./{edge}"),
        &format!("--alias:names.js=./{}/names.js", vault.room()),
        &format!("--alias:words.js=./{}/words.js", vault.room()),
        &format!("--inject:{edge}"),
        match vault.name {
            "hellgate" => "--define:ENCRYPTS='jwe'",
            "clover" if vault.capture == Capture::Fields => "--define:ENCRYPTS='rsa'",
            _ => "--define:ENCRYPTS=false",
        },
        &format!("--define:WAITS={}", vault.name == "hellgate"),
        &format!("--define:PAYS={}", vault.name == "corefy"),
        &embeds,
        &format!("--define:LANGUAGES='{}'", words.languages()),
        &format!("--define:WORDS='{}'", words.ending()),
        if vault.has_own_words() { "--define:WORDS_AT=''" } else { "--define:WORDS_AT='../words/'" },
        &format!("--outfile={script}"),
    ]))?;
    let style = format!("{work}/frame.css");
    run(npm_program("esbuild")
        .args([style_source, "--bundle", "--minify", "--target=es2022,safari16", "--log-level=warning"])
        .arg(format!("--outfile={style}")))?;
    let extra = if vault.capture == Capture::Reveal {
        None
    } else {
        let script = format!("{work}/extra.js");
        run(npm_program("esbuild")
            .args([&format!("{}/extra/index.js", vault.room()), "--format=iife", &embeds])
            .args(bundling)
            .arg(format!("--outfile={script}")))?;
        Some(File::hashed("extra", "js", read(script)?.into_bytes()))
    };
    let files = [
        File::hashed("frame", "js", read(script)?.into_bytes()),
        File::hashed("frame", "wasm", optimised),
        File::hashed("frame", "css", read(style)?.into_bytes()),
    ];
    let [js, wasm, css] = &files;
    let head = [
        format!(r#"<link rel="stylesheet" href="{}" integrity="{}">"#, css.name, css.integrity()),
        format!(r#"<link rel="preload" as="fetch" crossorigin href="{}" integrity="{}">"#, wasm.name, wasm.integrity()),
        format!(r#"<script type="module" src="{}" integrity="{}"></script>"#, js.name, js.integrity()),
    ];
    let second = extra.as_ref().map(|file| format!("{} {}", file.name, file.integrity()));
    let html = read(template)?
        .replace("{{head}}", &head.concat())
        .replace("{{extra}}", &second.unwrap_or_default())
        .replace("{{vault}}", &folder)
        .lines()
        .map(str::trim)
        .collect();
    Ok(Frame { html, files, extra })
}

/// Builds the card rules as one JavaScript module with the Wasm inside, so that importing needs no second file.
pub fn rules() -> Result<String> {
    let wasm = wasm("rules,bare")?;
    let (optimised, _) = optimise(&wasm, SMALLEST, &[])?;
    silent(&optimised)?;
    let source = read("www/card/index.js")?;
    let marker = "{{wasm}}";
    source.contains(marker).then_some(()).context("www/card/index.js has no place for the Wasm")?;
    Ok(source.replace(marker, &STANDARD.encode(optimised)))
}

/// What a server imports.
pub struct Server {
    /// For runtimes that compile Wasm at run time, with the Wasm inside.
    pub node: String,
    /// For workerd, which imports it as a module.
    pub workerd: String,
    /// The Wasm.
    pub wasm: Vec<u8>,
}

/// Builds the keys and grants of all vaults for JavaScript on servers.
pub fn server() -> Result<Server> {
    let names: Vec<_> = VAULTS.iter().map(|vault| vault.name).collect();
    let wasm = wasm(&format!("node,{}", names.join(",")))?;
    run(program(tools().join("wasm-bindgen"))
        .args(["--target", "bundler", "--no-typescript", "--encode-into", "always"])
        .arg("--remove-producers-section")
        .args(["--out-name", "server", "--out-dir", "target/server", &wasm]))?;
    // No shopper downloads it, and it is ten times as long.
    let (wasm, names) =
        optimise("target/server/server_bg.wasm", &["-Oz"], &["--minify-imports-and-exports-and-modules"])?;
    let glue = glue::renamed(&read("target/server/server_bg.js")?, &names)?;
    write("target/server/glue.js", glue::restartable(&glue)?)?;
    let bundled = |entry: &str| {
        let out = format!("target/server/{entry}");
        run(npm_program("esbuild")
            .args([
                &format!("www/server/{entry}"),
                "--bundle",
                "--format=esm",
                "--target=es2022",
                "--log-level=warning",
            ])
            .args(["--alias:server.js=./target/server/glue.js", "--external:./server.wasm", "--legal-comments=none"])
            .arg(format!("--outfile={out}")))?;
        read(out)
    };
    let marker = "{{wasm}}";
    let node = bundled("node.js")?;
    node.contains(marker).then_some(()).context("www/server/node.js has no place for the Wasm")?;
    Ok(Server { node: node.replace(marker, &STANDARD.encode(&wasm)), workerd: bundled("workerd.js")?, wasm })
}

/// The sandbox for Node: a module, and its Wasm.
pub fn sandbox() -> Result<(String, Vec<u8>)> {
    run(cargo()
        .args(["rustc", "--quiet", "--package", "tokenframe-sandbox-node", "--lib", "--profile", "browser"])
        .args(["--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", remapped()?))?;
    let built = "target/wasm32-unknown-unknown/browser/tokenframe_sandbox_node.wasm";
    run(program(tools().join("wasm-bindgen"))
        .args(["--target", "web", "--no-typescript", "--remove-producers-section"])
        .args(["--out-name", "sandbox", "--out-dir", "target/sandbox", built]))?;
    // A tool of developers: its speed matters more than its size.
    let (wasm, _) = optimise("target/sandbox/sandbox_bg.wasm", &["-O1"], &[])?;
    let module = "target/sandbox/index.js";
    run(npm_program("esbuild")
        .args(["www/sandbox/index.js", "--bundle", "--format=esm", "--platform=node", "--target=es2022"])
        .args(["--log-level=warning", "--legal-comments=none", "--alias:glue.js=./target/sandbox/sandbox.js"])
        .args(["--alias:outside.js=./www/sandbox/outside.js", &format!("--outfile={module}")]))?;
    Ok((read(module)?, wasm))
}

/// Minifies a module as a shop's bundler would, for its size: what it loads later is a file of its own.
pub fn minified(source: &str) -> Result<Vec<u8>> {
    let out = "target/minified.js";
    run(npm_program("esbuild")
        .args([
            source,
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
            "--legal-comments=none",
            "--external:./extra.js",
            "--external:react",
        ])
        .arg(format!("--outfile={out}")))?;
    Ok(read(out)?.into_bytes())
}

fn wasm(features: &str) -> Result<String> {
    let mut build = cargo();
    // Built as an rlib beside, it would be linked without LTO, and all that panics say with it: 1.9 kB in every frame.
    build
        .args(["rustc", "--quiet", "--package", "tokenframe", "--lib", "--crate-type", "cdylib"])
        .args(["--profile", "browser", "--target", "wasm32-unknown-unknown"])
        .args(["--no-default-features", "--features", features]);
    if !features.contains("bare") {
        build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", remapped()?);
    }
    run(&mut build)?;
    let built = root().join("target/wasm32-unknown-unknown/browser/tokenframe.wasm");
    // The next set of features is written to the same place.
    let kept = format!("target/frame/{}.wasm", features.replace(',', "-"));
    write(&kept, std::fs::read(&built).with_context(|| format!("cannot read {}", built.display()))?)?;
    Ok(kept)
}

/// Panics have texts, and those have paths: what ships names none of this machine's.
fn remapped() -> Result<String> {
    let home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| home + "/.cargo"))?;
    let mut remapped = vec![(home.clone(), "cargo"), (root().to_string_lossy().into_owned(), "tokenframe")];
    // Where the standard library's source is installed too, its panics would name that folder.
    let sysroot = output(program("rustc").args(["--print", "sysroot"]))?;
    let version = output(program("rustc").arg("-vV"))?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: ")).context("rustc -vV")?;
    let library = format!("rustc/{commit}");
    remapped.push((format!("{}/lib/rustlib/src/rust", sysroot.trim()), &library));
    for registry in std::fs::read_dir(format!("{home}/registry/src"))? {
        remapped.push((registry?.path().to_string_lossy().into_owned(), "crates"));
    }
    let flags: Vec<_> = remapped.iter().map(|(path, name)| format!("--remap-path-prefix={path}=/{name}")).collect();
    Ok(flags.join(" "))
}

/// For what a shopper downloads. Control flow is made anew between two rounds, which compresses better. The first pass keeps
/// names, by which functions are sorted in the end.
const SMALLEST: &[&str] =
    &["-g", "-Oz", "--flatten", "--rereloop", "-Oz", "--generate-global-effects", "-Oz", "--converge"];

/// The optimised module, and what the last passes print.
fn optimise(wasm: &str, passes: &[&str], last: &[&str]) -> Result<(Vec<u8>, String)> {
    let out = root().join(format!("{wasm}.opt"));
    run(npm_program("wasm-opt")
        // A function that is called once stays one where it is long: text that recurs compresses better.
        .args(["--one-caller-inline-max-function-size", "30", "--always-inline-max-function-size", "4"])
        // Memory is zero where no data is. Its lowest kilobyte is the far end of the stack, which nothing gets to.
        .args(["--zero-filled-memory", "--low-memory-unused"])
        .args(passes)
        .args([wasm, "-o"])
        .arg(&out))?;
    let unsorted = std::fs::read(&out).with_context(|| format!("cannot read {}", out.display()))?;
    let finished = |sorting: Option<&str>| {
        let printed = output(
            npm_program("wasm-opt")
                .args(sorting)
                .args(["--strip-debug", "--strip-producers", "--strip-target-features"])
                .args(last)
                .arg(&out)
                .arg("-o")
                .arg(&out),
        )?;
        Ok((std::fs::read(&out)?, printed))
    };
    if passes != SMALLEST {
        return finished(None);
    }
    let mut smallest: Option<(usize, Vec<u8>, String)> = None;
    for run in order::RUNS {
        std::fs::write(&out, order::named(&unsorted, run)?)?;
        let (module, printed) = finished(Some("--reorder-functions-by-name"))?;
        let size = compressed(&module)?;
        if smallest.as_ref().is_none_or(|(least, ..)| size < *least) {
            smallest = Some((size, module, printed));
        }
    }
    smallest.map(|(_, module, printed)| (module, printed)).context("no order of functions")
}

/// Where its source lies is what every panic of the standard library says: a module without it has no such texts.
fn silent(wasm: &[u8]) -> Result<()> {
    ensure!(!wasm.windows(7).any(|bytes| bytes == b"/rustc/"), "texts of panics are in the Wasm");
    Ok(())
}
