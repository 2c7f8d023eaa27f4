//! Who may see what of the console.
//!
//! With a token whoever brings it sees everything, and others see the form that asks for it. Without one everything is
//! shown on this machine alone. An address that others can reach then tells no more than `/metrics` does.
//!
//! A browser is given a session in place of the token: a time when it ends, and a code over that which only the token
//! makes. So every member with the same token takes it, also after a restart, and none has to remember it.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::http::{HeaderMap, header};
use jiff::Timestamp;

use crate::config::Secret;

/// The cookie that holds a session.
const COOKIE: &str = "demarche_session";

/// How long a session is good.
const SESSION: Duration = Duration::from_secs(12 * 3600);

/// What sets our use of the token apart from any other.
const SESSION_CONTEXT: &str = "demarche console 2026-11 session";
const TOKEN_CONTEXT: &str = "demarche console 2026-11 token";

/// What opens the console.
#[derive(Clone, Debug)]
pub(super) enum Access {
    /// Whoever brings the token.
    Token(Key),
    /// Whoever is on this machine.
    ThisMachine,
    /// Nothing does, and everybody can ask.
    Open,
}

/// How much a visitor sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// Articles, dead letters, the configuration.
    Everything,
    /// What `/metrics` tells as well.
    Figures,
    /// The form that asks for the token.
    Nothing,
}

impl Access {
    /// What opens a console at this address, with this token or none.
    pub(super) fn of(token: &Secret, address: SocketAddr) -> Self {
        match (token.is_empty(), address.ip().is_loopback()) {
            (false, _) => Self::Token(Key::of(token.reveal())),
            (true, true) => Self::ThisMachine,
            (true, false) => Self::Open,
        }
    }

    /// What one who asks with these headers sees.
    pub(super) fn sight(&self, headers: &HeaderMap, now: Timestamp) -> Sight {
        match self {
            Self::Token(key) if key.opens(headers, now) => Sight::Everything,
            Self::Token(_) => Sight::Nothing,
            // A page from elsewhere can have its own name lead to this machine, and would then read what is here.
            Self::ThisMachine if is_this_machine(headers) => Sight::Everything,
            Self::ThisMachine | Self::Open => Sight::Figures,
        }
    }

    /// The cookie for one who brings the token; `None` where it is another, or none is asked for.
    pub(super) fn sign_in(&self, token: &str, headers: &HeaderMap, now: Timestamp) -> Option<String> {
        let Self::Token(key) = self else { return None };
        key.is_token(token).then(|| {
            let end = now.as_second().saturating_add_unsigned(SESSION.as_secs());
            let (code, rest) = (key.code(end).to_hex(), attributes(headers));
            format!("{COOKIE}={end}.{code}; Max-Age={}; {rest}", SESSION.as_secs())
        })
    }

    /// The cookie that takes the session away.
    pub(super) fn sign_out(headers: &HeaderMap) -> String {
        format!("{COOKIE}=; Max-Age=0; {}", attributes(headers))
    }
}

/// What is known of the token: enough to recognise it. Codes are compared in constant time, as `blake3` does it.
#[derive(Clone)]
pub(super) struct Key {
    token: blake3::Hash,
    session: [u8; blake3::KEY_LEN],
}

impl Key {
    fn of(token: &str) -> Self {
        Self { token: hash_of(token), session: blake3::derive_key(SESSION_CONTEXT, token.as_bytes()) }
    }

    fn opens(&self, headers: &HeaderMap, now: Timestamp) -> bool {
        let told = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = told.and_then(|told| {
            let (scheme, token) = told.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        token.map_or_else(
            || sessions(headers).any(|session| self.is_session(session, now)),
            |token| self.is_token(token),
        )
    }

    fn is_token(&self, token: &str) -> bool {
        hash_of(token) == self.token
    }

    fn is_session(&self, session: &str, now: Timestamp) -> bool {
        let Some((end, code)) = session.split_once('.') else { return false };
        let (Ok(end), Ok(code)) = (end.parse::<i64>(), blake3::Hash::from_hex(code)) else { return false };
        code == self.code(end) && now.as_second() < end
    }

    /// The code of a session that ends then.
    fn code(&self, end: i64) -> blake3::Hash {
        blake3::keyed_hash(&self.session, &end.to_be_bytes())
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key")
    }
}

fn hash_of(token: &str) -> blake3::Hash {
    blake3::Hash::from_bytes(blake3::derive_key(TOKEN_CONTEXT, token.as_bytes()))
}

fn sessions(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|cookies| cookies.split(';')).filter_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })
}

/// No script reads the cookie, and no page of another site sends it. Where a proxy in front of us speaks TLS, it is for
/// TLS alone.
fn attributes(headers: &HeaderMap) -> String {
    let is_secure = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    format!("Path=/; HttpOnly; SameSite=Strict{}", if is_secure { "; Secure" } else { "" })
}

/// Whether the address that was asked for is one of this machine alone.
fn is_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "a token of enough length";
    const HERE: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9464);
    const EVERYWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED), 9464);

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn headers(told: &[(header::HeaderName, &str)]) -> HeaderMap {
        told.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    fn with_token() -> Access {
        Access::of(&TOKEN.to_owned().into(), EVERYWHERE)
    }

    /// The session of a cookie, as a browser would send it.
    fn cookie(token: &str) -> Option<String> {
        let cookie = with_token().sign_in(token, &HeaderMap::new(), now())?;
        assert!(cookie.ends_with("Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
        Some(cookie.split(';').next().unwrap().to_owned())
    }

    #[test]
    fn without_a_token_only_this_machine_sees_everything() {
        let none = Secret::default();
        for (address, host, wanted) in [
            (HERE, "127.0.0.1:9464", Sight::Everything),
            (HERE, "localhost:9464", Sight::Everything),
            (HERE, "[::1]:9464", Sight::Everything),
            (HERE, "localhost.evil.example:9464", Sight::Figures),
            (HERE, "127.0.0.1.evil.example", Sight::Figures),
            (HERE, "", Sight::Figures),
            (EVERYWHERE, "localhost:9464", Sight::Figures),
            (EVERYWHERE, "127.0.0.1:9464", Sight::Figures),
        ] {
            let sight = Access::of(&none, address).sight(&headers(&[(header::HOST, host)]), now());
            assert_eq!(sight, wanted, "{address} as {host}");
        }
    }

    #[test]
    fn with_a_token_nothing_is_seen_without_it_also_on_this_machine() {
        let access = Access::of(&TOKEN.to_owned().into(), HERE);
        let bearer = format!("Bearer {TOKEN}");
        for (value, wanted) in [
            (bearer.as_str(), Sight::Everything),
            ("Bearer another", Sight::Nothing),
            ("Basic YTpi", Sight::Nothing),
            (TOKEN, Sight::Nothing),
            ("Bearer ", Sight::Nothing),
        ] {
            let told = headers(&[(header::AUTHORIZATION, value), (header::HOST, "localhost")]);
            assert_eq!(access.sight(&told, now()), wanted, "{value}");
        }
        assert_eq!(access.sight(&HeaderMap::new(), now()), Sight::Nothing);
    }

    #[test]
    fn a_session_opens_every_member_with_the_same_token_until_it_ends() {
        let session = cookie(TOKEN).unwrap();
        let told = headers(&[(header::COOKIE, &format!("other=1; {session}"))]);
        let later = |seconds| Timestamp::from_second(now().as_second() + seconds).unwrap();
        assert_eq!(with_token().sight(&told, later(12 * 3600 - 1)), Sight::Everything);
        assert_eq!(with_token().sight(&told, later(12 * 3600)), Sight::Nothing);
        let other = Access::of(&"another token of length".to_owned().into(), EVERYWHERE);
        assert_eq!(other.sight(&told, now()), Sight::Nothing);
        assert!(!session.contains(TOKEN));
    }

    #[test]
    fn a_session_that_was_changed_opens_nothing() {
        let session = cookie(TOKEN).unwrap();
        let (name, value) = session.split_once('=').unwrap();
        let (end, code) = value.split_once('.').unwrap();
        for forged in [
            format!("{name}={}.{code}", end.parse::<i64>().unwrap() + 1),
            format!("{name}={end}.{}", "0".repeat(64)),
            format!("{name}={end}"),
            format!("{name}={TOKEN}"),
            format!("{name}=."),
            name.to_owned(),
        ] {
            assert_eq!(with_token().sight(&headers(&[(header::COOKIE, &forged)]), now()), Sight::Nothing, "{forged}");
        }
    }

    #[test]
    fn only_the_token_gives_a_session() {
        assert_eq!(cookie("another"), None);
        assert_eq!(cookie(""), None);
        assert_eq!(Access::Open.sign_in("", &HeaderMap::new(), now()), None);
        let behind_tls = HeaderMap::from_iter([("x-forwarded-proto".parse().unwrap(), "https".parse().unwrap())]);
        assert!(with_token().sign_in(TOKEN, &behind_tls, now()).unwrap().ends_with("; Secure"));
    }
}
