//! What a key can be allowed. Contract: 5 "Scope names", and the table beside it; the words are ours.

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize))]
pub struct ScopeRow {
    /// The whole name. A final `*` stands for everything below.
    #[cfg_attr(feature = "node", serde(rename = "scope"))]
    pub name: &'static str,
    /// What it is about.
    pub category: &'static str,
    /// What it allows.
    pub description: &'static str,
}

impl ScopeRow {
    /// How deep it is: `pcx:api_key:*` 0, `pcx:api_key:read` 1.
    pub fn level(&self) -> usize {
        self.name.split(':').filter(|part| *part != "*").count().saturating_sub(2)
    }
}

/// Whether a held scope allows what a wanted one does; either may be a wildcard. Contract: 5, rule 4.
pub fn covers(held: &str, wanted: &str) -> bool {
    // The colon stays in the prefix: `pcx:api_key:*` does not reach `pcx:api_key_scopes:read`.
    let below = held.strip_suffix('*').filter(|prefix| prefix.ends_with(':'));
    held == wanted || below.and_then(|prefix| wanted.strip_prefix(prefix)).is_some_and(|rest| !rest.is_empty())
}

/// Whether a name is written as scopes are. The vault may have added some since.
pub fn is_well_formed(name: &str) -> bool {
    let mut parts = name.split(':');
    let starts = parts.next() == Some("pcx");
    let mut rest = parts.peekable();
    let mut count = 0;
    while let Some(part) = rest.next() {
        count += 1;
        let is_word = !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-');
        let is_last_star = part == "*" && rest.peek().is_none();
        if !is_word && !is_last_star {
            return false;
        }
    }
    starts && count >= 2 && name.len() <= 100
}

macro_rules! table {
    ($($category:literal { $($name:literal $description:literal)* })*) => {
        /// The whole table, family by family.
        pub const TABLE: &[ScopeRow] =
            &[$($(ScopeRow { name: $name, category: $category, description: $description },)*)*];
    };
}

table! {
    "Account updater" {
        "pcx:account_updater:*" "Everything about keeping stored cards up to date"
        "pcx:account_updater:results:*" "Everything about the updater's results"
        "pcx:account_updater:results:read" "Read what the updater found"
        "pcx:account_updater:schedules:create" "Plan an update"
        "pcx:account_updater:schedules:delete" "Take a planned update away"
        "pcx:account_updater:schedules:patch" "Change a planned update"
        "pcx:account_updater:schedules:post" "Add cards to a planned update"
    }
    "Administration" {
        "pcx:admin:cache" "Work on the gateway's cache"
        "pcx:admin:nats" "Work on the gateway's message cluster"
    }
    "API keys" {
        "pcx:api_key:*" "Everything about API keys"
        "pcx:api_key:create" "Create API keys, with scopes that this key holds"
        "pcx:api_key:delete" "Delete API keys"
        "pcx:api_key:read" "List API keys and read their settings"
        "pcx:api_key:update" "Change, disable and enable API keys"
    }
    "API key scopes" {
        "pcx:api_key_scopes:read" "Read the table of scopes"
    }
    "Apple Pay" {
        "pcx:apple_pay:*" "Everything about Apple Pay"
        "pcx:apple_pay:account:*" "Everything about Apple Pay accounts"
        "pcx:apple_pay:account:create" "Register an Apple Pay account"
        "pcx:apple_pay:account:view" "Read an Apple Pay account's settings"
        "pcx:apple_pay:session:get" "Open an Apple Pay session"
    }
    "Bearer tokens" {
        "pcx:auth:bearer:*" "Issue bearer tokens for users"
        "pcx:auth:poi-bearer" "Issue a bearer token for a terminal's app"
        "pcx:auth:poi-pos-bearer" "Issue a bearer token for a terminal's point of sale"
        "pcx:auth:token" "Issue a bearer token with scopes of its own, as for 3-D Secure in a browser"
        "pcx:auth:wssg-admin-bearer" "Issue a bearer token for the gateway's administrators"
    }
    "Settlement" {
        "pcx:batch:manual-settlement" "Settle a batch by hand"
    }
    "Card ranges" {
        "pcx:card_bins:*" "Everything about card ranges"
        "pcx:card_bins:read" "Look card ranges up"
    }
    "Detokenization" {
        "pcx:detokenize:ach:create" "Turn a token back into bank details"
        "pcx:detokenize:card:create" "Turn a token back into a card"
        "pcx:detokenize:gpay:create" "Turn a token back into Google Pay details"
    }
    "Device profiles" {
        "pcx:device_profile:read" "Read device profiles"
    }
    "Devices" {
        "pcx:devices:*" "Everything about devices"
        "pcx:devices:create" "Register a device"
        "pcx:devices:delete" "Remove a device"
        "pcx:devices:read" "List devices and read one"
        "pcx:devices:update" "Change a device"
    }
    "Dynamic descriptors" {
        "pcx:dynamic_descriptors:*" "Everything about the texts on card statements"
        "pcx:dynamic_descriptors:create" "Add a statement text"
        "pcx:dynamic_descriptors:delete" "Remove a statement text"
        "pcx:dynamic_descriptors:read" "Read statement texts"
        "pcx:dynamic_descriptors:update" "Change a statement text"
    }
    "EPIC payment page" {
        "pcx:epic_payment_page:*" "Everything about EPIC payment pages"
        "pcx:epic_payment_page:complete" "Complete a payment of the page"
        "pcx:epic_payment_page:init" "Begin a payment of the page"
        "pcx:epic_payment_page:trace" "Read what the page wrote down for debugging"
    }
    "EPIC payment page settings" {
        "pcx:epic_payment_page_config:*" "Everything about the page's settings"
        "pcx:epic_payment_page_config:create" "Add a page's settings"
        "pcx:epic_payment_page_config:delete" "Remove a page's settings"
        "pcx:epic_payment_page_config:read" "Read a page's settings"
        "pcx:epic_payment_page_config:update" "Change a page's settings"
    }
    "Checkout component" {
        "pcx:iframe:*" "Everything about the checkout component"
        "pcx:iframe:create" "Create a configuration"
        "pcx:iframe:delete" "Delete a configuration"
        "pcx:iframe:instance:*" "Everything about instances of a configuration"
        "pcx:iframe:instance:create" "Open an instance for one checkout"
        "pcx:iframe:instance:read" "Read an instance"
        "pcx:iframe:instance:tokenize-ach" "Turn bank details into a token within an instance"
        "pcx:iframe:instance:tokenize-card" "Turn a card into a token within an instance"
        "pcx:iframe:instance:tokenize-ctp" "Turn a Click to Pay card into a token within an instance"
        "pcx:iframe:instance:tokenize-gpay" "Turn Google Pay details into a token within an instance"
        "pcx:iframe:read" "List configurations and read one"
        "pcx:iframe:update" "Change a configuration"
    }
    "Level 3 profiles" {
        "pcx:level3_profiles:*" "Everything about Level 3 profiles"
        "pcx:level3_profiles:create" "Add a Level 3 profile"
        "pcx:level3_profiles:delete" "Remove a Level 3 profile"
        "pcx:level3_profiles:read" "List Level 3 profiles and read one"
        "pcx:level3_profiles:update" "Change a Level 3 profile"
    }
    "Payments" {
        "pcx:payments:*" "Everything about payments"
        "pcx:payments:ach:*" "Every payment from a bank account"
        "pcx:payments:ach:refund" "Pay back to a bank account"
        "pcx:payments:ach:sale" "Take money from a bank account"
        "pcx:payments:ach:store" "Store a bank account for later"
        "pcx:payments:capture" "Take money that was authorised"
        "pcx:payments:card_not_present:*" "Every payment by a card that is not at hand"
        "pcx:payments:card_not_present:auth" "Authorise an amount on a card that is not at hand"
        "pcx:payments:card_not_present:credit" "Credit a card that is not at hand"
        "pcx:payments:card_not_present:force" "Force a payment by a card that is not at hand"
        "pcx:payments:card_not_present:sale" "Charge a card that is not at hand"
        "pcx:payments:card_not_present:store" "Store a card that is not at hand"
        "pcx:payments:create" "Begin a payment"
        "pcx:payments:device:*" "Every payment at a device"
        "pcx:payments:device:auth" "Authorise an amount at a device"
        "pcx:payments:device:credit" "Credit a card at a device"
        "pcx:payments:device:force" "Force a payment at a device"
        "pcx:payments:device:sale" "Charge a card at a device"
        "pcx:payments:device:store" "Store a card at a device"
        "pcx:payments:read" "Read payments"
        "pcx:payments:refund" "Refund a payment"
        "pcx:payments:twilio" "Take a payment by telephone, through Twilio"
        "pcx:payments:update" "Change a payment"
    }
    "Terminals" {
        "pcx:poi:*" "Every command to a terminal"
        "pcx:poi:auth" "Have a terminal authorise an amount"
        "pcx:poi:cancel" "Have a terminal cancel what it does"
        "pcx:poi:credit" "Have a terminal credit a card"
        "pcx:poi:custom_print" "Have a terminal print a receipt of yours"
        "pcx:poi:force" "Have a terminal force a payment"
        "pcx:poi:list_transactions" "Have a terminal list its transactions"
        "pcx:poi:poslink" "Send a terminal a POSLink command"
        "pcx:poi:reboot" "Restart a terminal"
        "pcx:poi:refund" "Have a terminal refund a payment"
        "pcx:poi:sale" "Have a terminal charge a card"
        "pcx:poi:show_dialog" "Have a terminal show a message"
        "pcx:poi:status" "Ask a terminal how it is"
    }
    "Status" {
        "pcx:status:*" "Everything about the gateway's state"
        "pcx:status:nats" "Read the state of the message cluster"
    }
    "3-D Secure" {
        "pcx:three_d_secure:*" "Everything about 3-D Secure"
        "pcx:three_d_secure:init:create" "Begin an authentication in a browser"
        "pcx:three_d_secure:no_scope" "Calls that need no authentication"
        "pcx:three_d_secure:status:read" "Read how an authentication stands"
    }
    "Tokenization" {
        "pcx:tokenize:*" "Turn any payment details into a token"
        "pcx:tokenize:ach" "Turn bank details into a token"
        "pcx:tokenize:card" "Turn a card into a token"
    }
    "Webhooks" {
        "pcx:webhooks:*" "Everything about webhooks"
        "pcx:webhooks:create" "Add a webhook"
        "pcx:webhooks:delete" "Remove a webhook"
        "pcx:webhooks:read" "Read webhooks"
        "pcx:webhooks:trigger" "Call a webhook by hand"
        "pcx:webhooks:update" "Change a webhook"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_has_each_once() {
        assert_eq!(TABLE.len(), 119);
        for (at, scope) in TABLE.iter().enumerate() {
            assert!(is_well_formed(scope.name), "{}", scope.name);
            assert!(!TABLE.iter().skip(at + 1).any(|other| other.name == scope.name || other.description == scope.description));
        }
    }

    #[test]
    fn a_wildcard_covers_what_is_below_it_and_nothing_beside() {
        for (held, wanted, does) in [
            ("pcx:api_key:read", "pcx:api_key:read", true),
            ("pcx:api_key:*", "pcx:api_key:read", true),
            ("pcx:iframe:*", "pcx:iframe:instance:create", true),
            ("pcx:iframe:*", "pcx:iframe:instance:*", true),
            ("pcx:iframe:*", "pcx:iframe:*", true),
            ("pcx:iframe:instance:*", "pcx:iframe:*", false),
            ("pcx:api_key:*", "pcx:api_key_scopes:read", false),
            ("pcx:api_key:read", "pcx:api_key:*", false),
            ("pcx:api_key:*", "pcx:api_key:", false),
            ("*", "pcx:api_key:read", false),
        ] {
            assert_eq!(covers(held, wanted), does, "{held} {wanted}");
        }
    }

    #[test]
    fn a_scope_is_written_in_one_way() {
        for good in ["pcx:iframe:*", "pcx:auth:poi-bearer", "pcx:level3_profiles:read", "pcx:new:thing:deeper"] {
            assert!(is_well_formed(good), "{good}");
        }
        for bad in ["", "pcx", "pcx:", "pcx:*", "pcx:iframe", "pcx::read", "pcx:*:read", "PCX:iframe:*", "pcx:iframe:re*", "pcx:iframe:* ", "iframe:*"] {
            assert!(!is_well_formed(bad), "{bad}");
        }
    }
}
