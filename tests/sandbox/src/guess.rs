//! Every choice that a contract does not settle, one line each, used by the code.
//!
//! When the truth about a vault becomes known, its line changes here and nowhere else.
//! `GET /_sandbox/guesses` shows the table.

/// One line of the table, as shown by `GET /_sandbox/guesses`.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Guess {
    /// The constant that the code uses.
    pub name: &'static str,
    /// Whose contract leaves it open: the vault's name.
    pub vault: &'static str,
    /// The chosen value, as written in the source.
    pub value: &'static str,
    /// The section of `<vault>.md` that leaves it open, and what it says.
    pub section: &'static str,
}

macro_rules! guesses {
    ($($name:ident: $kind:ty = $value:expr, $vault:literal, $section:literal;)*) => {
        $(pub(crate) const $name: $kind = $value;)*

        /// The whole table.
        pub const TABLE: &[Guess] = &[$(Guess {
            name: stringify!($name),
            vault: $vault,
            value: stringify!($value),
            section: $section,
        }),*];
    };
}

#[rustfmt::skip]
guesses! {
    // name: type = value, vault, section of the contract
    CLOVER_AUTHORIZATION_AT_TOKENS_REFUSED: bool = true, "clover", "Endpoint 3: no Authorization header; refusing one is a test aid, 400 invalid_request";
    CLOVER_WRONG_KEY_IS_FORM_A: bool = true, "clover", "Not known: 401 body of the token host for an unknown, disabled or wrong-environment key";
    CLOVER_DISABLED_KEY_SHOWS_INACTIVE: bool = true, "clover", "Key lifecycle: active:false is the natural sign";
    CLOVER_PRIVATE_KEY_AT_PAKMS: bool = false, "clover", "Credentials: the private half is for SCL, PAKMS names the OAuth token only";
    CLOVER_PAKMS_CORS: bool = true, "clover", "Not known: whether PAKMS answers cross-origin";
    CLOVER_ACCESS_TOKEN_SECONDS: u64 = 86_400, "clover", "Endpoint 2: lifetimes are not fixed";
    CLOVER_REFRESH_TOKEN_SECONDS: u64 = 31_536_000, "clover", "Endpoint 2: lifetimes are not fixed";
    CLOVER_CODE_SECONDS: u64 = 600, "clover", "Endpoint 2: the code's lifetime is not documented";
    CLOVER_OAUTH_REFUSED: &str = "Invalid OAuth credentials", "clover", "Endpoint 2: seen with 400 on the legacy path, taken over for v2";
    CLOVER_MALFORMED_BODY: &str = "Invalid JSON Format", "clover", "3b: the FAQ names the message, not the code; code invalid_request";
    CLOVER_UNKNOWN_MEMBERS_REFUSED: bool = true, "clover", "3: not said; refused with invalid_request so that a misspelt cvv shows";
    CLOVER_HYPHENS_IN_NUMBER: bool = true, "clover", "3a: digits, but one doc example has hyphens; they are dropped";
    CLOVER_NUMBER_NOT_DIGITS: &str = "invalid_number", "clover", "Errors: invalid_number or incorrect_number; here not 12 to 19 digits, or not a test card";
    CLOVER_NUMBER_FAILS_LUHN: &str = "incorrect_number", "clover", "Errors: invalid_number or incorrect_number; here a wrong check digit";
    CLOVER_CVV_ABSENT: &str = "invalid_cvc", "clover", "Errors: invalid_cvc was seen for a cvv that could not be found";
    CLOVER_CVV_MALFORMED: &str = "incorrect_cvc", "clover", "Errors: incorrect_cvc was seen with 'Please provide valid cvv value.'";
    CLOVER_EXPIRY_NORMALISED: bool = true, "clover", "3a: the answer shows mm and yyyy; 1 and 2 digits are widened";
    CLOVER_BRANDS_OUTSIDE_ENUM: &str = "invalid_card_type", "clover", "3a: UnionPay and Maestro are not in the brand list";
    CLOVER_GIFT_MEMBER: &str = "giftCard", "clover", "3c: giftCard in the tutorial, gift_card in the reference";
    CLOVER_GIFT_REQUEST_MEMBERS: &[&str] = &["gift_card", "giftCard"], "clover", "3c: the request spells gift_card; giftCard is taken too";
    CLOVER_GIFT_NUMBER_MEMBERS: &[&str] = &["card_number", "number"], "clover", "3c: card_number in examples, number in one table";
    CLOVER_TOKEN_SPENT_BY_FAILED_CHARGE: bool = true, "clover", "3a Single use: spent by the first charge, whether one that fails counts is not said";
    CLOVER_UNKNOWN_SOURCE_STATUS: u16 = 404, "clover", "Errors: resource_missing exists for any request; its status is not said";
    CLOVER_LARGEST_AMOUNT: u64 = 99_999_999, "clover", "Errors: amount_too_large has no figure";
    CLOVER_DEFAULT_DENY_CODE: &str = "resource_missing", "clover", "Errors: code for a path that does not exist";
    VAULTERA_SESSION_SPENT_BY_PAGE: bool = true, "vaultera", "Not known: exact single-use moment; here the first successful load of the page";
    VAULTERA_REFUSED_PAGE_SAYS_WHY: bool = true, "vaultera", "Not known: codes for expired/used/wrong-scope session tokens; a 401 HTML page, which here names one";
    VAULTERA_CODE_ALONE: bool = true, "vaultera", "Endpoint: session tokens: show_service_code opens only the service code; here as service_code_token without a session_token";
    VAULTERA_CODE_TOKEN_IS_FOR_ONE_CARD: bool = true, "vaultera", "Show card: whether an opened page's tokens work for another card is not said";
    VAULTERA_SESSION_TOKEN_HEX: usize = 32, "vaultera", "Not known: length; 32 hex as in the mock's suggestion";
    VAULTERA_SESSION_MINUTES: u64 = 10, "vaultera", "Not known: lifetime; Options and --session-token-lifetime-ms change it";
    VAULTERA_SESSION_DIES_WITH_KEY: bool = true, "vaultera", "API keys: revoke is final; its session tokens are taken to die too";
    VAULTERA_UNAUTHORIZED: (&str, &str) = ("unauthorized", "Unauthorized"), "vaultera", "Status codes: body of the sister booking API";
    VAULTERA_SECOND_REVOKE_STATUS: u16 = 204, "vaultera", "API keys: revoke is final, a second one is not described";
    VAULTERA_UNKNOWN_MEMBERS_REFUSED: bool = true, "vaultera", "Cards API: not said; refused with 422 so that a misspelt member shows";
    VAULTERA_CARD_TYPES_SEPARATOR: char = ',', "vaultera", "Capture card form: only=visa,mastercard is likely";
    VAULTERA_HOLDER_REQUIRED_IN_FORM: bool = false, "vaultera", "Capture card form: which fields are required is not said";
    VAULTERA_SERVICE_CODE_REQUIRED_IN_FORM: bool = true, "vaultera", "Capture card form: which fields are required is not said";
    VAULTERA_MASKED_SERVICE_CODE: &str = "***", "vaultera", "Store a card: masked form of the service code";
    VAULTERA_DELETE_CARD_STATUS: u16 = 200, "vaultera", "Read / delete: 200 with {\"success\":true}, which both known clients take";
    VAULTERA_SEND_ESCAPES_JSON: bool = true, "vaultera", "Drop-ins: whether a value is escaped for the body's type is not said";
    VAULTERA_SEND_WIPES_SERVICE_CODE: bool = false, "vaultera", "Authorise: some calls wipe by themselves; a send that fails must not";
    VAULTERA_WIPE_PATH: &str = "/api/v1/cards/{card_token}/authorize", "vaultera", "Authorise: path and verb not visible; POST";
    VAULTERA_MISSING_DROP_IN_STATUS: u16 = 422, "vaultera", "Drop-ins: a value that the vault no longer has; nothing is sent";
    PAYCONEX_METHODS_WHEN_OMITTED: &str = "ALL", "payconex", "15: default of methods and behaviour of ALL; here both ways of authenticating";
    PAYCONEX_METHOD_MUST_BE_LISTED: bool = true, "payconex", "4.1: a key's methods must contain the method used, from the field's meaning";
    PAYCONEX_ENABLED_WHEN_OMITTED: bool = true, "payconex", "15: default of enabled";
    PAYCONEX_HMAC_SIGNS_QUERY: bool = true, "payconex", "4.2: whether a query string belongs to PATH";
    PAYCONEX_HMAC_CLOCK_SKEW_SECONDS: u64 = 300, "payconex", "4.2: clock tolerance";
    PAYCONEX_HMAC_NONCE_ONCE: bool = true, "payconex", "4.2: nonce replay window; here once per key while its timestamp would still be taken; nonces are in no file, so with --data a restart refuses what was signed in the last second that was taken before it, or earlier";
    PAYCONEX_HMAC_NONCE_DIGITS: usize = 64, "payconex", "4.2: unique per request; 64 hex digits in every client, so no other form is taken";
    PAYCONEX_SECRET_AFTER_CREATE: &str = "****************************", "payconex", "5 Response fields: the guide repeats the secret on GET of one key; here masked, last four, and absent in lists";
    PAYCONEX_WILDCARD_COVERS_DEEPER: bool = true, "payconex", "5 Lifecycle 4: a held pcx:a:* covers pcx:a:b:*";
    PAYCONEX_UNKNOWN_SCOPE_REFUSED: bool = true, "payconex", "5: a scope outside the table is not described; 422";
    PAYCONEX_PATCH_HANDS_ON: bool = true, "payconex", "5 Lifecycle 6: the rule about held scopes holds for PATCH too";
    PAYCONEX_ACCOUNTS_HANDED_ON: bool = true, "payconex", "5: a key gives only accounts on which it works itself, as with scopes; 403";
    PAYCONEX_HAND_ON_MESSAGE: &str = "Unauthorized", "payconex", "5 Lifecycle 2: the body was cut off; here 403 authorization 40003";
    PAYCONEX_UNREADABLE_LIFETIME_REFUSED: bool = true, "payconex", "5 Create body: the pattern of expiresIn hardly validates; here 422";
    PAYCONEX_IFRAME_READ_STATUS: u16 = 200, "payconex", "7: 201 in the specification for GET and PATCH, surely a typo";
    PAYCONEX_CVV_WHEN_OMITTED: &str = "required", "payconex", "7.1: default of cardSettings.cvv";
    PAYCONEX_SAVE_WHEN_OMITTED: &str = "omit", "payconex", "7.1: default of savePaymentOption";
    PAYCONEX_NO_PARENTS_MEANS_ANY: bool = true, "payconex", "7.1: allowedParentDomains may be empty when loaded with an instance id";
    PAYCONEX_PARENT_PORTS: &str = ":*", "payconex", "7.1: domains are listed; a domain without a port is taken to mean any port";
    PAYCONEX_INSTANCE_DIES_WITH_KEY: bool = true, "payconex", "7.3: whether an instance outlives the key that made it";
    PAYCONEX_INSTANCE_TOKENIZES_ONCE: bool = true, "payconex", "4.3: the bearer opens exactly that instance; it may be mounted again, and pays once";
    PAYCONEX_BEARER_SCOPES: &[&str] = &["pcx:iframe:instance:tokenize-card"], "payconex", "5 Scope names: carried by the instance's bearer; claims are not known";
    PAYCONEX_CHECKOUT_PATH: &str = "/checkout", "payconex", "8: what the hosted frame calls is not published; own design";
    PAYCONEX_COMPLETE_TYPE: &str = "CARD", "payconex", "8: data.type of checkoutComplete has no example";
    PAYCONEX_UNDOCUMENTED_CALLBACKS: bool = true, "payconex", "8: checkoutCancelled and resize are in no source; called only when a page passes them";
    PAYCONEX_UNSAVED_REFERENCE_SECONDS: u64 = 600, "payconex", "9: ten minutes";
    PAYCONEX_UNSAVED_REFERENCE_PAYS_ONCE: bool = true, "payconex", "9: only its life is described; here the first approved payment spends it";
    PAYCONEX_SALE_STORES_WHEN_SAVED: bool = true, "payconex", "9: a sale on a reference that the shopper wants saved stores it, under the same reference";
    PAYCONEX_PAYMENT_STATUS: u16 = 200, "payconex", "9: status of a payment is not written";
    PAYCONEX_DECLINE_STATUS: u16 = 402, "payconex", "9: declines come as 4xx with a metadata body";
    PAYCONEX_REFUND_WORD: &str = "REFUNDED", "payconex", "9: the status of a refund is not listed";
    PAYCONEX_PAYMENTS_PATH: &str = "/api/v4/accounts/{account}/payments", "payconex", "9: paths are written without their prefix; taken to be under the account, as 2 says of resources";
    PAYCONEX_API_CORS: bool = false, "payconex", "14: a mock should refuse browser origins; no path that is built here needs any";
    HELLGATE_CLASSIFIERS: &[(u16, &str)] = &[(400, "INVALID_REQUEST"), (401, "UNAUTHORIZED"), (403, "FORBIDDEN"), (404, "NOT_FOUND"), (422, "UNPROCESSABLE_CONTENT")], "hellgate", "5: only NOT_FOUND was seen; the others are the mock's suggestion";
    HELLGATE_OTHER_CLASSIFIER: &str = "REQUEST_REFUSED", "hellgate", "13: full classifier list; here for every other status";
    HELLGATE_VERSION: &str = "2025-01-01", "hellgate", "3: answers carry the version used, but none is named";
    HELLGATE_KEY_PREFIX: &str = "hlg-sbx-", "hellgate", "4: form of a Guardian example, taken over for Commerce";
    HELLGATE_SCOPED_KEY_STATUS: u16 = 403, "hellgate", "4: answer for a scoped key on another endpoint not shown; also where the model has no scoped keys";
    HELLGATE_SERVER_CORS: bool = false, "hellgate", "10: no CORS documented for /tokens, /forward and /payment-data";
    HELLGATE_NETWORK_TOKEN_IS_THE_NUMBER: bool = true, "hellgate", "8.2: network_token is a number of its own at the schemes; here the test number, so that the gateway takes it, else a reference";
    HELLGATE_KEY_PATH: &str = "/api-keys", "hellgate", "4: Commerce has no endpoint for keys; this one, behind /_sandbox/hellgate, is the sandbox's own, asks for no credentials, as every switch of a program on loopback, and of a scoped key's features it knows merchants only";
    HELLGATE_FAILS_WITH_FAILED: bool = false, "hellgate", "5: the word is seen as failed and as failure; the account's switch changes it";
    HELLGATE_SESSION_CREATED_STATUS: u16 = 200, "hellgate", "6.1: 200 or 201";
    HELLGATE_SPENT_SESSION_STATUS: u16 = 422, "hellgate", "13: whether a session may be completed twice; here not, and reading it still answers its last word";
    HELLGATE_FAILURE_SPENDS_SESSION: bool = true, "hellgate", "6.2: failure has no next_action, so nothing is left to do; the card is typed again in a new session";
    HELLGATE_SEAL_STATUS: u16 = 422, "hellgate", "5: 422 could not be processed; here a JWE that cannot be opened, and the session stays open";
    HELLGATE_NUMBER_INVALID: (&str, &str) = ("invalid_account_number", "Invalid account number"), "hellgate", "5: of the reason codes only invalid_test_card is known";
    HELLGATE_SCHEME_REFUSED: (&str, &str) = ("scheme_not_supported", "Scheme not supported"), "hellgate", "6.2: allowed_schemes is enforced by the SDK; what the server answers is not said";
    HELLGATE_EXPIRY_INVALID: (&str, &str) = ("invalid_expiry_date", "Invalid expiry date"), "hellgate", "5: of the reason codes only invalid_test_card is known";
    HELLGATE_CARD_EXPIRED: (&str, &str) = ("card_expired", "Card expired"), "hellgate", "5: of the reason codes only invalid_test_card is known";
    HELLGATE_CODE_INVALID: (&str, &str) = ("invalid_security_code", "Invalid security code"), "hellgate", "5: of the reason codes only invalid_test_card is known; a card without a code is taken";
    HELLGATE_HOLDER_INVALID: (&str, &str) = ("invalid_cardholder_name", "Invalid cardholder name"), "hellgate", "5: of the reason codes only invalid_test_card is known";
    HELLGATE_LIFETIME_INVALID: (&str, &str) = ("invalid_expiration_date", "Invalid expiration date"), "hellgate", "6.4: expiration_date in the past, or ephemeral that is no boolean";
    HELLGATE_EPHEMERAL_SECONDS: u64 = 86_400, "hellgate", "6.4: life of an ephemeral token without expiration_date or expiration_time";
    HELLGATE_SECURITY_CODE_SECONDS: u64 = 3_600, "hellgate", "7: a security code is cached until consumed; for how long otherwise is not said";
    HELLGATE_NETWORK_TOKEN_MS: u64 = 1_000, "hellgate", "7: network_token_status is pending at first; how long is not said";
    HELLGATE_NEWEST_FIRST: bool = true, "hellgate", "7: order of GET /tokens without sort";
    HELLGATE_TOKEN_DELETED_STATUS: u16 = 200, "hellgate", "7: DELETE answers JSON, here the token as it was";
    HELLGATE_CONSUME_PATH: &str = "/tokens/{id}/consume", "hellgate", "7: path not visible";
    HELLGATE_CONSUMED_STATUS: u16 = 204, "hellgate", "7: answer of consume not visible";
    HELLGATE_NO_CRYPTOGRAM: (&str, &str) = ("NETWORK_TOKEN_NOT_ACTIVE", "The network token is not active"), "hellgate", "7: failure_details has no example";
    HELLGATE_ECI: &str = "07", "hellgate", "8.2: eci has no example";
    HELLGATE_FORWARD_ESCAPES_JSON: bool = true, "hellgate", "8.1: whether a value is escaped for the body's type is not said";
    HELLGATE_FORWARD_PASSES_HEADERS: bool = true, "hellgate", "8.1: Guardian passes every other header on, Commerce is taken to do the same";
    HELLGATE_DESTINATION_REFUSED_STATUS: u16 = 403, "hellgate", "8.1: rejected; status and body unknown";
    HELLGATE_KEY_CREATED_STATUS: u16 = 201, "hellgate", "11: status of POST /api/admin/api-keys not seen";
    HELLGATE_KEY_DELETED_STATUS: u16 = 204, "hellgate", "11: status of DELETE not seen";
    HELLGATE_KEY_GRANTS_ONLY_ITS_SCOPES: bool = true, "hellgate", "11: whether a key may hand out scopes that it has not is not said";
    COREFY_OTHER_MODE_STATUS: u16 = 403, "corefy", "2: test_mode or the test key decides; a test_mode that is not the key's is refused, and each type sees its own invoices only";
    COREFY_PERMISSION_STATUS: u16 = 403, "corefy", "3.1: a key lacking a permission";
    COREFY_PRESETS: &[(&str, &[&str])] = &[("Read-only", &["view"]), ("Write", &["edit"]), ("Full access", &["view", "edit"])], "corefy", "3.1: mapping taken from the table's columns";
    COREFY_PRIVATE_CORS: bool = false, "corefy", "14: the private API is for servers, a mock should refuse CORS there";
    COREFY_INVOICE_PERMISSION: &str = "payment_request", "corefy", "3.1: which row of the form stands for payment-invoices is not said; View reads, Edit creates, else 403";
    COREFY_INVOICE_TYPES: &[&str] = &["payment-invoices", "payment-invoice"], "corefy", "6: many samples write the singular";
    COREFY_CURRENCIES: &[&str] = &["USD", "EUR", "GBP", "UAH"], "corefy", "5: which currencies an account has is its own matter; one hpp card service each, without fields";
    COREFY_UNKNOWN_MEMBERS_REFUSED: bool = true, "corefy", "6: not said; refused with 422 so that a misspelt member shows, and a page cannot ask for what is a server's";
    COREFY_DUPLICATE_STATUS: u16 = 429, "corefy", "11: 429 too many or duplicate; one list of references for both modes";
    COREFY_BEARER_MINUTES: u64 = 30, "corefy", "15: lifetime of the H2H bearer; here shown once, in the answer to the creation";
    COREFY_PAID_ALREADY_STATUS: u16 = 429, "corefy", "7: a second card for one invoice; 11 has 429 for duplicates";
    COREFY_HOLDER_REQUIRED: bool = false, "corefy", "7: which attributes are required is not said";
    COREFY_THREE_DS_CARDS: &[&str] = &["4000002500003155"], "corefy", "13: no official card list; the number that other vendors use for the same";
    COREFY_THREE_DS_MINUTES: u64 = 30, "corefy", "7: 30 minutes in HPP, taken over; the bank's page at /acs/{id} is the sandbox's own";
    COREFY_DECLINED_AMOUNT: f64 = 99_999.0, "corefy", "13: seen in some sandbox services; in test mode only";
    COREFY_DECLINE_ERROR: (&str, &str) = ("The payment was declined", "422"), "corefy", "7: a decline is 200 with process_failed and errors[{title,status}]; their words are not known, nor the rest of the reply";
    COREFY_DECLINED_RESOLUTION: &str = "declined", "corefy", "6: of the causes only card_verification_failed is known";
    COREFY_NOT_AUTHENTICATED_RESOLUTION: &str = "card_verification_failed", "corefy", "6: the cause of a refused 3-D Secure step";
    COREFY_ISSUER: (&str, &str) = ("EXAMPLE BANK", "DE"), "corefy", "8: issuer of every test card";
    COREFY_DOMAIN_ENFORCED: bool = true, "corefy", "15: the effect of Hosted page domain; here 403 for another Origin";
    COREFY_PUBLIC_HIDES_PAYLOAD: bool = true, "corefy", "5: what the public status shows; without payload, metadata and bearer, since a page gets it";
    COREFY_CARD_GATEWAY_CORS: bool = true, "corefy", "14: merchant-docs says the servers support cross-origin requests; the contract's own guess is that this one does not, and no browser could use it then";
    COREFY_KEY_PATH: &str = "/api-keys", "corefy", "3.1: no endpoint to create keys is documented; this one, behind /_sandbox/corefy, is the sandbox's own and asks for no credentials, as every switch of a program on loopback; a preset of which one permission differs is kept as Custom";
    COREFY_ERROR_MEMBER: &str = "errors", "corefy", "11: three shapes are seen; JSON:API everywhere, the other two by fault";
}
