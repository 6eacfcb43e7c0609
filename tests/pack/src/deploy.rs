//! How the frame is served: one function of the configuration gives every header.

use crate::build::Capture;

/// One deployment of the frame, for one vault.
pub struct Deployment<'a> {
    /// The origins of the pages that may embed the frame.
    pub parents: &'a [String],
    /// The origins of the vault: where the card goes, or whose page is embedded.
    pub vault: &'a [String],
    /// The origins that a component's script comes from. None elsewhere.
    pub scripts: &'a [String],
    /// Who captures the card.
    pub capture: Capture,
    /// The hashes of its scripts, as in `integrity`.
    pub hashes: &'a [&'a str],
}

/// The headers of the frame's document.
pub fn document_headers(deployment: &Deployment<'_>) -> Vec<(&'static str, String)> {
    let vault = deployment.vault.join(" ");
    let embeds = !deployment.capture.is_ours();
    let (connect, frame) =
        if embeds { ("'self'".into(), vault.clone()) } else { (format!("'self' {vault}"), "'none'".into()) };
    let own: Vec<_> = deployment.hashes.iter().map(|hash| format!("'{hash}'")).collect();
    let own = format!("script-src {} 'wasm-unsafe-eval'", own.join(" "));
    let component = deployment.capture == Capture::Component;
    let policy = [
        "default-src 'none'".into(),
        // A vault's component comes as a script of the vault's: that vault is trusted with the card in any case.
        if component { format!("{own} {}", deployment.scripts.join(" ")) } else { own },
        // A stylesheet cannot be allowed by its hash; the document names it beside.
        "style-src 'self'".into(),
        format!("connect-src {connect}"),
        format!("frame-src {frame}"),
        "form-action 'none'".into(),
        "base-uri 'none'".into(),
        "object-src 'none'".into(),
        format!("frame-ancestors {}", deployment.parents.join(" ")),
    ];
    let mut policy = Vec::from(policy);
    if !component {
        // What a vault's own script needs of the DOM is the vault's business; no field of ours is there with it.
        // One policy, for the address of the second script; without one there is none to make.
        let policies = if deployment.hashes.len() > 1 { "extra" } else { "'none'" };
        policy.extend(["require-trusted-types-for 'script'".into(), format!("trusted-types {policies}")]);
    }
    let mut headers = vec![
        ("content-type", "text/html; charset=utf-8".into()),
        ("content-security-policy", policy.join("; ")),
        // Where frame-ancestors is known this is not looked at; elsewhere nobody may embed.
        ("x-frame-options", "DENY".into()),
        ("cache-control", "no-store".into()),
        ("cross-origin-resource-policy", "cross-origin".into()),
        ("cross-origin-embedder-policy", if embeds { "unsafe-none" } else { "require-corp" }.into()),
        ("cross-origin-opener-policy", "same-origin".into()),
        ("origin-agent-cluster", "?1".into()),
        (
            "permissions-policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), clipboard-read=(), clipboard-write=()"
                .into(),
        ),
        ("vary", "Origin, Sec-Fetch-Dest".into()),
    ];
    headers.extend(common());
    headers
}

/// The headers of a file whose name holds its hash.
pub fn file_headers(content_type: &str) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("content-type", content_type.into()),
        ("cache-control", "public, max-age=31536000, immutable".into()),
        ("cross-origin-resource-policy", "same-origin".into()),
    ];
    headers.extend(common());
    headers
}

fn common() -> [(&'static str, String); 4] {
    [
        ("x-content-type-options", "nosniff".into()),
        ("referrer-policy", "no-referrer".into()),
        ("strict-transport-security", "max-age=63072000; includeSubDomains".into()),
        ("x-dns-prefetch-control", "off".into()),
    ]
}
