//! What the contracts say of a key's life, as a small machine of its own. Nothing in it comes from
//! the sandbox's code; what a contract leaves open is as `GET /_sandbox/guesses` tells it.

use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

pub use crate::life::*;

/// 2026-06-15T00:00:00Z.
pub const START_S: u64 = 1_781_481_600;
/// Lives in seconds: what `Options` says, what a checkout has by itself, and Clover's.
pub const SESSION_S: u64 = 600;
const INSTANCE_S: u64 = 300;
const ACCESS_S: u64 = 86_400;
const REFRESH_S: u64 = 31_536_000;
/// How far a signature's time may be from now.
const SKEW_S: u64 = 300;
impl State {
    pub fn key(&self, at: u8) -> usize {
        usize::from(at) % self.keys.len().max(1)
    }

    /// The newest is what is most often tried again.
    pub fn ticket(at: u8, tickets: usize) -> usize {
        if at >= 128 { tickets - 1 } else { usize::from(at) % tickets }
    }

    /// A key of this vault, or the one that was issued at the start.
    pub fn maker(&self, vault: Vault, at: Option<u8>) -> Option<usize> {
        at.map(|at| self.key(at)).filter(|at| self.keys.get(*at).is_some_and(|key| key.vault == vault))
    }

    fn is_live(&self, at: usize) -> bool {
        let key = &self.keys[at];
        !key.is_revoked && key.is_enabled && key.expires_s.is_none_or(|expires_s| self.now_s < expires_s)
    }

    fn takes(&self, at: usize, method: Method) -> bool {
        let key = &self.keys[at];
        key.vault != Vault::PayConex || key.shape.method == Method::All || key.shape.method == method
    }

    /// A use now; one that is signed must be signed after what a start has forgotten.
    fn used(&mut self, at: usize, reads: bool, method: Method) -> Verdict {
        let signed_s = (self.keys[at].vault == Vault::PayConex && method == Method::Hmac).then_some(self.now_s);
        self.used_as_signed(at, reads, method, signed_s)
    }

    fn used_as_signed(&mut self, at: usize, reads: bool, method: Method, signed_s: Option<u64>) -> Verdict {
        if !self.is_live(at) || signed_s.is_some_and(|second| second <= self.forgotten_s) {
            return Verdict::Unauthorized;
        }
        // A good signature of a live key is noted before it is asked whether the key may sign.
        self.signed_s = self.signed_s.max(signed_s.unwrap_or_default());
        if !self.takes(at, method) {
            return Verdict::Unauthorized;
        }
        let key = &self.keys[at];
        let may = match (key.vault, key.shape.is_scoped) {
            (Vault::Vaultera, _) | (Vault::Hellgate, false) => true,
            (Vault::Hellgate, true) => reads && self.model == Model::Ecosystem,
            _ if reads => key.shape.rights.reads,
            _ => key.shape.rights.works,
        };
        if may { Verdict::Good } else { Verdict::Forbidden }
    }

    /// A key makes keys that may do what it may do itself, and no more.
    fn created(&self, vault: Vault, shape: Shape, by: Option<usize>) -> Verdict {
        if vault == Vault::Hellgate && shape.is_scoped && self.model == Model::PrimaryMerchant {
            return Verdict::Refused;
        }
        // The switches of Hellgate and Corefy ask for no key.
        let Some(by) = by.filter(|_| !matches!(vault, Vault::Hellgate | Vault::Corefy)) else {
            return Verdict::Good;
        };
        if !self.is_live(by) || !self.takes(by, Method::Basic) {
            return Verdict::Unauthorized;
        }
        let held = self.keys[by].shape.rights;
        let covers = vault == Vault::Vaultera || held.reads && (held.works || !shape.rights.works);
        if covers { Verdict::Good } else { Verdict::Forbidden }
    }

    fn spent(&mut self, at: usize) -> Verdict {
        let (now_s, ticket) = (self.now_s, self.tickets[at].clone());
        let verdict = match ticket {
            Ticket::Clover { is_spent: true } => Verdict::Refused,
            Ticket::Clover { .. } => Verdict::Good,
            Ticket::Access { expires_s } if now_s < expires_s => Verdict::Good,
            Ticket::Access { .. } => Verdict::Unauthorized,
            Ticket::Refresh { expires_s, is_spent } if is_spent || now_s >= expires_s => Verdict::Refused,
            Ticket::Refresh { .. } => Verdict::Good,
            Ticket::Session { key, expires_s, is_spent } | Ticket::Checkout { key, expires_s, is_spent } => {
                let stands = key.is_none_or(|key| self.is_live(key));
                if is_spent || now_s >= expires_s || !stands { Verdict::Unauthorized } else { Verdict::Good }
            }
            Ticket::Signed { key, second, is_spent } => {
                let fits = !is_spent && now_s.abs_diff(second) <= SKEW_S;
                if fits { self.used_as_signed(key, true, Method::Hmac, Some(second)) } else { Verdict::Unauthorized }
            }
        };
        match &mut self.tickets[at] {
            Ticket::Clover { is_spent } | Ticket::Refresh { is_spent, .. } => *is_spent |= verdict == Verdict::Good,
            Ticket::Session { is_spent, .. } | Ticket::Checkout { is_spent, .. } => {
                *is_spent |= verdict == Verdict::Good
            }
            // A good signature of a live key uses its nonce up, whether or not the key may do it.
            Ticket::Signed { is_spent, .. } => *is_spent |= matches!(verdict, Verdict::Good | Verdict::Forbidden),
            Ticket::Access { .. } => {}
        }
        if let (Ticket::Refresh { .. }, Verdict::Good) = (ticket, verdict) {
            self.tickets.push(Ticket::Access { expires_s: now_s + ACCESS_S });
            self.tickets.push(Ticket::Refresh { expires_s: now_s + REFRESH_S, is_spent: false });
        }
        verdict
    }
}

pub struct Reference;

fn rights() -> impl Strategy<Value = Rights> {
    prop_oneof![Just((true, true)), Just((true, false)), Just((false, true))]
        .prop_map(|(reads, works)| Rights { reads, works })
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![Just(Method::Basic), Just(Method::Hmac), Just(Method::All)]
}

fn vault() -> impl Strategy<Value = Vault> {
    prop::sample::select(VAULTS.as_slice())
}

fn life() -> impl Strategy<Value = u64> {
    prop::sample::select([1_u64, 60, 3_600, 86_400].as_slice())
}

impl ReferenceStateMachine for Reference {
    type State = State;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<State> {
        Just(State {
            wall_s: START_S,
            now_s: START_S,
            keys: Vec::new(),
            // The pair that is issued at the start.
            tickets: vec![
                Ticket::Access { expires_s: START_S + ACCESS_S },
                Ticket::Refresh { expires_s: START_S + REFRESH_S, is_spent: false },
            ],
            signed_s: 0,
            forgotten_s: 0,
            model: Model::PrimaryMerchant,
            public_key_is_active: true,
            verdict: Verdict::Good,
        })
        .boxed()
    }

    fn transitions(_: &State) -> BoxedStrategy<Step> {
        let at = any::<u8>;
        let shape = (rights(), method(), prop::option::of(life()), any::<bool>())
            .prop_map(|(rights, method, life_s, is_scoped)| Shape { rights, method, life_s, is_scoped });
        let models = [Model::PrimaryMerchant, Model::Ecosystem, Model::ManagedEcosystem];
        // The edges of every life above, and the way back.
        let steps =
            [1_i64, 59, 60, 299, 300, 599, 600, 3_599, 3_600, 86_399, 86_400, 31_536_000, -1, -60, -3_600, -86_400];
        prop_oneof![
            6 => (vault(), shape, prop::option::of(at())).prop_map(|(vault, shape, by)| Step::Create(vault, shape, by)),
            10 => (at(), any::<bool>(), method()).prop_map(|(at, reads, method)| Step::Use(at, reads, method)),
            1 => at().prop_map(Step::UseAltered),
            2 => (at(), any::<bool>()).prop_map(|(at, is)| Step::Enable(at, is)),
            2 => (at(), rights()).prop_map(|(at, rights)| Step::Change(at, rights)),
            1 => (at(), life()).prop_map(|(at, life)| Step::Prolong(at, life)),
            3 => at().prop_map(Step::Revoke),
            2 => vault().prop_map(Step::List),
            1 => prop::sample::select(models.to_vec()).prop_map(Step::SwitchModel),
            1 => any::<bool>().prop_map(Step::SwitchPublicKey),
            2 => Just(Step::Tokenize),
            2 => prop::option::of(at()).prop_map(Step::OpenSession),
            2 => prop::option::of(at()).prop_map(Step::OpenCheckout),
            3 => at().prop_map(Step::Sign),
            8 => at().prop_map(Step::Spend),
            4 => prop::sample::select(steps.to_vec()).prop_map(Step::Clock),
            3 => (at(), any::<bool>()).prop_map(|(at, is_last)| Step::Edge(at, is_last)),
            1 => Just(Step::Crash),
            1 => Just(Step::Restart),
        ]
        .boxed()
    }

    fn preconditions(state: &State, step: &Step) -> bool {
        let is =
            |at: u8, vaults: &[Vault]| state.keys.get(state.key(at)).is_some_and(|key| vaults.contains(&key.vault));
        match step {
            Step::Use(at, ..) | Step::UseAltered(at) | Step::Revoke(at) => is(*at, &VAULTS),
            Step::Edge(at, _) => state.keys.get(state.key(*at)).is_some_and(|key| key.expires_s.is_some()),
            Step::Change(at, _) => is(*at, &[Vault::PayConex, Vault::Guardian]),
            Step::Enable(at, _) | Step::Prolong(at, _) | Step::Sign(at) => is(*at, &[Vault::PayConex]),
            _ => true,
        }
    }

    fn apply(mut state: State, step: &Step) -> State {
        let now_s = state.now_s;
        state.verdict = match step {
            Step::Create(vault, shape, by) => {
                let verdict = state.created(*vault, *shape, state.maker(*vault, *by));
                if verdict == Verdict::Good {
                    let lives = matches!(vault, Vault::PayConex | Vault::Guardian);
                    let expires_s = shape.life_s.filter(|_| lives).map(|life_s| now_s + life_s);
                    let shape = Shape { is_scoped: shape.is_scoped && *vault == Vault::Hellgate, ..*shape };
                    state.keys.push(Key { vault: *vault, shape, expires_s, is_enabled: true, is_revoked: false });
                }
                verdict
            }
            Step::Use(at, reads, method) => {
                let method = if *method == Method::Hmac { Method::Hmac } else { Method::Basic };
                state.used(state.key(*at), *reads, method)
            }
            Step::UseAltered(_) => Verdict::Unauthorized,
            Step::Enable(..) | Step::Change(..) | Step::Prolong(..) => {
                let (Step::Enable(at, _) | Step::Change(at, _) | Step::Prolong(at, _)) = step else { unreachable!() };
                let at = state.key(*at);
                if state.keys[at].is_revoked {
                    Verdict::Gone
                } else {
                    match step {
                        Step::Enable(_, is) => state.keys[at].is_enabled = *is,
                        Step::Change(_, rights) => state.keys[at].shape.rights = *rights,
                        Step::Prolong(_, life_s) => state.keys[at].expires_s = Some(now_s + life_s),
                        _ => {}
                    }
                    Verdict::Good
                }
            }
            Step::Revoke(at) => {
                let at = state.key(*at);
                let was = std::mem::replace(&mut state.keys[at].is_revoked, true);
                // Some delete a key, the others keep it as a revoked one.
                let deletes = matches!(state.keys[at].vault, Vault::PayConex | Vault::Guardian);
                if was && deletes { Verdict::Gone } else { Verdict::Good }
            }
            Step::SwitchModel(model) => {
                state.model = *model;
                Verdict::Good
            }
            Step::SwitchPublicKey(is) => {
                state.public_key_is_active = *is;
                Verdict::Good
            }
            Step::Tokenize if !state.public_key_is_active => Verdict::Unauthorized,
            Step::Tokenize => {
                state.tickets.push(Ticket::Clover { is_spent: false });
                Verdict::Good
            }
            Step::OpenSession(by) => {
                let key = state.maker(Vault::Vaultera, *by);
                let verdict = key.map_or(Verdict::Good, |key| state.used(key, false, Method::Basic));
                if verdict == Verdict::Good {
                    state.tickets.push(Ticket::Session { key, expires_s: now_s + SESSION_S, is_spent: false });
                }
                verdict
            }
            Step::OpenCheckout(by) => {
                let key = state.maker(Vault::PayConex, *by);
                let verdict = key.map_or(Verdict::Good, |key| state.used(key, false, Method::Basic));
                if verdict == Verdict::Good {
                    state.tickets.push(Ticket::Checkout { key, expires_s: now_s + INSTANCE_S, is_spent: false });
                }
                verdict
            }
            Step::Sign(at) => {
                state.tickets.push(Ticket::Signed { key: state.key(*at), second: now_s, is_spent: false });
                Verdict::Good
            }
            Step::Spend(at) => state.spent(Self::State::ticket(*at, state.tickets.len())),
            Step::Clock(seconds) => {
                state.wall_s = state.wall_s.saturating_add_signed(*seconds);
                state.now_s = state.now_s.max(state.wall_s);
                Verdict::Good
            }
            Step::Edge(at, is_last) => {
                let at = state.key(*at);
                state.wall_s = state.keys[at].expires_s.unwrap() - u64::from(*is_last);
                state.now_s = state.now_s.max(state.wall_s);
                let method = if state.keys[at].shape.method == Method::Hmac { Method::Hmac } else { Method::Basic };
                state.used(at, true, method)
            }
            Step::Crash | Step::Restart => {
                state.forgotten_s = state.signed_s;
                Verdict::Good
            }
            Step::List(_) => Verdict::Good,
        };
        state
    }
}
