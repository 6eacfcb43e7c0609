//! `cargo pack`: builds `pkg/` from pkg.json, checks it, and prints what each part weighs.

use crate::build::{self, Vault, frames};
use crate::command::{output, program, read, root, run, write};
use crate::manifest::Manifest;
use crate::sbom;
use crate::setup::{self, npm_program};
use crate::words::Words;
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What a shop imports for a card, in bytes of brotli 11.
const HOST_BUDGET: usize = 4_000;
/// What it loads on top of that for fonts, for a verdict on a BIN, or to hear what of a look is not taken.
const HOST_EXTRA_BUDGET: usize = 500;
/// With the host: what a shop imports for the custom elements, or for the React components beside React itself.
const MEANS_BUDGET: usize = 8_000;
/// All that a frame loads for one vault.
const FRAME_BUDGET: usize = 31_000;
/// What it loads on top of that for a look of the shop's own, where fields stand in frames of their own, or for a card of a
/// network that a form rarely meets.
const EXTRA_BUDGET: usize = 3_000;
/// What it loads on top of that for a language other than English.
const LANGUAGE_BUDGET: usize = 1_000;

/// Builds the package, checks it, prints what it weighs, and gives the path of its tarball.
pub fn package() -> Result<PathBuf> {
    setup::building()?;
    let pkg = root().join("pkg");
    if pkg.exists() {
        std::fs::remove_dir_all(&pkg).context("cannot empty pkg/")?;
    }
    let mut sizes = Vec::new();
    let words = Words::read(build::CARDS)?;
    let mut largest = 0;
    let mut manifest = Manifest::new()?;
    for file in words.files() {
        manifest.word(&file.name, &file.content);
        write(format!("pkg/frame/words/{}", file.name), &file.content)?;
        largest = largest.max(compressed(&file.content)?);
    }
    for vault in frames() {
        sizes.extend(frame(vault, &words, &mut manifest)?);
    }
    write("pkg/card/index.js", build::rules()?)?;
    let server = build::server()?;
    write("pkg/server/index.js", server.node)?;
    write("pkg/server/workerd.js", server.workerd)?;
    write("pkg/server/server.wasm", server.wasm)?;
    let (sandbox, wasm) = build::sandbox()?;
    write("pkg/sandbox/index.js", sandbox)?;
    write("pkg/sandbox/sandbox.wasm", wasm)?;
    write("pkg/sandbox/index.d.ts", read("www/sandbox/index.d.ts")?)?;
    for types in TYPES_OF_SERVER {
        write(format!("pkg/server/{types}"), read(format!("www/server/{types}"))?)?;
    }
    for (from, to) in [
        ("www/card/index.d.ts", "pkg/card/index.d.ts"),
        ("www/host/index.js", "pkg/index.js"),
        ("www/host/base.js", "pkg/base.js"),
        ("www/host/development.js", "pkg/development.js"),
        ("www/host/element.js", "pkg/element.js"),
        ("www/host/extra.js", "pkg/extra.js"),
        ("www/host/label.js", "pkg/label.js"),
        ("www/host/look.js", "pkg/look.js"),
        ("www/host/index.d.ts", "pkg/index.d.ts"),
        ("www/host/types.d.ts", "pkg/types.d.ts"),
        ("www/host/instruments.d.ts", "pkg/instruments.d.ts"),
        ("README.md", "pkg/README.md"),
        ("CHANGELOG.md", "pkg/CHANGELOG.md"),
        ("LICENSE-MIT", "pkg/LICENSE-MIT"),
        ("LICENSE-APACHE", "pkg/LICENSE-APACHE"),
    ] {
        write(to, read(from)?)?;
    }
    for room in ROOMS {
        for file in std::fs::read_dir(root().join("www").join(room))? {
            let name = file?.file_name();
            let name = name.to_string_lossy();
            write(format!("pkg/{room}/{name}"), read(format!("www/{room}/{name}"))?)?;
        }
    }
    write("pkg/package.json", package_json()?)?;
    let host = ["index.js", "base.js", "element.js", "extra.js", "label.js", "look.js"];
    let host: Vec<_> =
        host.into_iter().map(|name| Ok((name, std::fs::read(pkg.join(name))?))).collect::<Result<_>>()?;
    write("pkg/sbom.json", sbom::write()?)?;
    write("pkg/frame/manifest.json", manifest.finish(&host)?)?;
    let host = vec![("js", compressed(&build::minified("pkg/index.js")?)?)];
    sizes.insert(0, Weight { name: "host".into(), budget: HOST_BUDGET, parts: host });
    let extra = vec![("js", compressed(&build::minified("pkg/extra.js")?)?)];
    sizes.insert(1, Weight { name: "  its second module".into(), budget: HOST_EXTRA_BUDGET, parts: extra });
    for (at, (name, entry)) in [("the elements", "element"), ("the React components", "react")].into_iter().enumerate()
    {
        let parts = vec![("js", compressed(&build::minified(&format!("pkg/{entry}/index.js"))?)?)];
        sizes.insert(2 + at, Weight { name: name.into(), budget: MEANS_BUDGET, parts });
    }
    sizes.push(Weight { name: "a language".into(), budget: LANGUAGE_BUDGET, parts: vec![("largest", largest)] });
    report(&sizes)?;
    // For the test that holds what README says against it.
    let bytes: serde_json::Map<_, _> =
        sizes.iter().map(|weight| (weight.name.clone(), weight.total().into())).collect();
    write("target/pack/bytes.json", Value::Object(bytes).to_string())?;
    let tarball = check()?;
    println!("pkg/ is ready; its tarball is {}", tarball.strip_prefix(root()).unwrap_or(&tarball).display());
    Ok(tarball)
}

/// Builds one frame anew into a package that is there, and prints what it weighs: quick, for whoever works on it.
pub fn one(folder: &str) -> Result<()> {
    setup::building()?;
    let vault = frames().find(|vault| vault.folder() == folder).with_context(|| {
        let known: Vec<_> = frames().map(Vault::folder).collect();
        format!("there is no frame {folder}; there are {}", known.join(", "))
    })?;
    let old = root().join("pkg/frame").join(folder);
    ensure!(old.exists(), "there is no package to put it into: `cargo pack` builds all of it");
    std::fs::remove_dir_all(&old)?;
    // The manifest is of all of them: it stays as it was, and no server is made of it before the whole is built.
    report(&frame(vault, &Words::read(build::CARDS)?, &mut Manifest::new()?)?)
}

fn frame(vault: &Vault, shared: &Words, manifest: &mut Manifest) -> Result<Vec<Weight>> {
    let own = if vault.has_own_words() { Some(Words::read(vault.room())?) } else { None };
    let frame = build::frame(vault, own.as_ref().unwrap_or(shared))?;
    let languages: Vec<_> = own.iter().flat_map(Words::files).collect();
    let folder = format!("pkg/frame/{}", vault.folder());
    let files = frame
        .files
        .iter()
        .chain(&frame.extra)
        .chain(&languages)
        .map(|file| (file.name.as_str(), file.content.as_slice()));
    manifest.frame(vault, &frame.html, files);
    write(format!("{folder}/index.html"), &frame.html)?;
    let mut parts = vec![("html", compressed(frame.html.as_bytes())?)];
    for (name, file) in ["js", "wasm", "css"].into_iter().zip(&frame.files) {
        write(format!("{folder}/{}", file.name), &file.content)?;
        parts.push((name, compressed(&file.content)?));
    }
    let mut weights = vec![Weight { name: format!("frame, {}", vault.folder()), budget: FRAME_BUDGET, parts }];
    if let Some(file) = frame.extra {
        write(format!("{folder}/{}", file.name), &file.content)?;
        let parts = vec![("js", compressed(&file.content)?)];
        weights.push(Weight { name: "  its second script".into(), budget: EXTRA_BUDGET, parts });
    }
    for file in languages {
        let size = compressed(&file.content)?;
        ensure!(size <= LANGUAGE_BUDGET, "{} of {} weighs {size} bytes", file.name, vault.folder());
        write(format!("{folder}/{}", file.name), &file.content)?;
    }
    Ok(weights)
}

/// What is shipped as it is written, each with an entry of its own.
const ROOMS: [&str; 4] = ["cli", "element", "react", "testing"];

/// What a server's types are in.
const TYPES_OF_SERVER: [&str; 8] = [
    "index.d.ts",
    "common.d.ts",
    "vaults/clover.d.ts",
    "vaults/corefy.d.ts",
    "vaults/hellgate.d.ts",
    "vaults/payconex.d.ts",
    "vaults/payconex-scopes.d.ts",
    "vaults/vaultera.d.ts",
];

/// What one part of the package weighs, in bytes of brotli 11.
struct Weight {
    name: String,
    budget: usize,
    parts: Vec<(&'static str, usize)>,
}

impl Weight {
    fn total(&self) -> usize {
        self.parts.iter().map(|(_, size)| size).sum()
    }
}

fn package_json() -> Result<String> {
    let mut manifest: serde_json::Map<String, Value> =
        serde_json::from_str(&read("pkg.json")?).context("pkg.json is not a JSON object")?;
    ensure!(!manifest.contains_key("version"), "pkg.json holds no version: Cargo.toml does");
    manifest.shift_insert(1, "version".into(), env!("CARGO_PKG_VERSION").into());
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

/// How long it is in brotli 11.
pub fn compressed(content: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let options = brotli::enc::BrotliEncoderParams { quality: 11, size_hint: content.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut out, &options)?;
    Ok(out.len())
}

fn report(sizes: &[Weight]) -> Result<()> {
    println!("Bytes in brotli 11:");
    let mut over = Vec::new();
    for weight in sizes {
        let Weight { name, budget, parts } = weight;
        let total = weight.total();
        let parts: Vec<_> = parts.iter().map(|(part, size)| format!("{part} {size}")).collect();
        println!("  {name:<22} {total:>6} of {budget}   ({})", parts.join(", "));
        if total > *budget {
            over.push(name.as_str());
        }
    }
    ensure!(over.is_empty(), "over budget: {}", over.join("; "));
    Ok(())
}

/// Packs the folder as npm would, and holds the list of files against the one that is committed.
fn check() -> Result<PathBuf> {
    let out = root().join("target/npm");
    std::fs::create_dir_all(&out)?;
    let packed = output(program("npm").args(["pack", "./pkg", "--json", "--silent", "--pack-destination"]).arg(&out))?;
    let packed: Value = serde_json::from_str(&packed).context("npm pack printed no JSON")?;
    // npm 10 and 11 print a list, later ones an object by name.
    let package = packed.get(0).or_else(|| packed.as_object()?.values().next()).context("npm pack named no package")?;
    let files: BTreeSet<String> = package
        .get("files")
        .and_then(Value::as_array)
        .context("npm pack listed no files")?
        .iter()
        .filter_map(|file| file.get("path")?.as_str())
        .map(without_hash)
        .collect();
    let wanted: BTreeSet<String> = read("tests/pack/files.txt")?.lines().map(Into::into).collect();
    let missing: Vec<_> = wanted.difference(&files).collect();
    let extra: Vec<_> = files.difference(&wanted).collect();
    if !missing.is_empty() || !extra.is_empty() {
        bail!("the package's files are not those of tests/pack/files.txt: missing {missing:?}, not listed {extra:?}");
    }
    unsafe_words()?;
    run_types()?;
    let name = package.get("filename").and_then(Value::as_str).context("npm pack named no file")?;
    Ok(out.join(name))
}

/// `frame-0a1b2c3d.js` is `frame-*.js`.
fn without_hash(path: &str) -> String {
    let hashed = |(stem, rest): (&str, &str)| {
        let (hash, extension) = rest.split_once('.')?;
        let known = hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        known.then(|| format!("{stem}-*.{extension}"))
    };
    path.rsplit_once('-').and_then(hashed).unwrap_or_else(|| path.into())
}

/// No strict page could load these, and no script of ours needs them.
fn unsafe_words() -> Result<()> {
    let mut scripts = ["index.js", "base.js", "element.js", "extra.js", "label.js", "look.js", "card/index.js"]
        .map(|file| root().join("pkg").join(file))
        .to_vec();
    for room in ["element", "react"] {
        for file in std::fs::read_dir(root().join("pkg").join(room))? {
            scripts.push(file?.path());
        }
    }
    for vault in frames() {
        for file in std::fs::read_dir(root().join("pkg/frame").join(vault.folder()))? {
            scripts.push(file?.path());
        }
    }
    for script in scripts.iter().filter(|path| path.extension().is_some_and(|extension| extension == "js")) {
        let source = std::fs::read_to_string(script)?;
        for word in ["eval(", "new Function", "Function(", "innerHTML", "document.write", "sourceMappingURL"] {
            ensure!(!source.contains(word), "{} holds `{word}`", script.display());
        }
    }
    Ok(())
}

/// Lines that must compile do; lines that must not, do not (each is marked `@ts-expect-error`).
fn run_types() -> Result<()> {
    for project in ["tests/types/tsconfig.json", "tests/types/server/tsconfig.json"] {
        run(npm_program("tsc").args(["--project", project])).context("the package's types")?;
    }
    Ok(())
}
