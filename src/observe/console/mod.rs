//! The console: a page at `/` that shows how the service fares, as it goes on.
//!
//! The stream tells what it does to [`Recent`], which is bounded; the page and its updates are made from that, by the
//! threads of HTTP. The page is whole without a script: what is live is the same HTML, sent again. Nothing is loaded from
//! elsewhere, and the policy of the page forbids it.

mod access;
mod allowance;
mod glimpse;
mod history;
mod meter;
mod page;
mod plot;
mod recent;
#[cfg(test)]
mod tests;
mod updates;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, RawForm, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use tokio::sync::Semaphore;

pub use glimpse::Glimpse;
pub(crate) use meter::choosing;
pub(crate) use recent::Recent;

use super::{Observer, Spans};
use crate::config::{self, Config};
use crate::view;
use access::{Access, Sight};
use meter::Lags;

/// Most that look at the same time.
const VIEWERS: usize = 32;

/// Most bytes of the form that brings the token.
const FORM_BYTES: usize = 4096;

/// Nothing is loaded but from here, no other site frames the page, and what stands in it never runs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The console of one process. Clones are one and the same.
#[derive(Clone, Debug)]
pub struct Console {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    observer: Observer,
    access: Access,
    /// What the configuration in force is, secrets left out.
    configuration: String,
    instance: String,
    viewers: Arc<Semaphore>,
}

impl Console {
    /// That of a service that starts now, and is watched at this address. Spans of its messages are sent where there are
    /// such.
    #[must_use]
    pub fn new(config: &Config, address: SocketAddr, instance: &str, spans: Option<Spans>, now: Instant) -> Self {
        let access = Access::of(&config.console.token, address);
        if matches!(access, Access::Open) {
            tracing::info!(%address, "without `console.token` the console shows figures alone: others can reach this address");
        }
        // What nobody is shown is not kept.
        let has_texts = config.console.texts && !matches!(access, Access::Open);
        let recent = Recent::new(has_texts, now, Timestamp::now());
        let printed = config::to_toml(config);
        let configuration = printed.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
        Self {
            shared: Arc::new(Shared {
                observer: Observer::with(now, spans, Some(recent)),
                access,
                configuration,
                instance: instance.to_owned(),
                viewers: Arc::new(Semaphore::new(VIEWERS)),
            }),
        }
    }

    /// Whom the stream is to tell what it does.
    #[must_use]
    pub fn observer(&self) -> Observer {
        self.shared.observer.clone()
    }

    /// Takes the samples that plots are drawn from, until the runtime ends.
    pub(super) async fn take_samples(self) {
        let mut ticks = tokio::time::interval(meter::EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        // The first tick is at once, and has nothing to tell.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            self.recent().sample(Lags::of(&self.shared.observer.lags()), Instant::now());
        }
    }

    /// The paths of the console.
    pub(super) fn router(self) -> Router {
        let file = |media_type: &'static str, content: String| {
            get(move || async move { answer(StatusCode::OK, media_type, content) })
        };
        let style = view::STYLE.to_owned() + include_str!("assets/console.css");
        Router::new()
            .route("/", get(console_page))
            .route("/sign-in", post(sign_in))
            .route("/sign-out", post(sign_out))
            .route("/console/updates", get(updates))
            .route("/console/style.css", file("text/css; charset=utf-8", style))
            .route(
                "/console/script.js",
                file("text/javascript; charset=utf-8", include_str!("assets/console.js").to_owned()),
            )
            .route("/console/icon.svg", file("image/svg+xml", include_str!("assets/icon.svg").to_owned()))
            .layer(DefaultBodyLimit::max(FORM_BYTES))
            .with_state(self)
    }

    fn recent(&self) -> &Recent {
        self.shared.observer.recent().expect("a console is made with what it shows")
    }

    fn sight(&self, headers: &HeaderMap) -> Sight {
        self.shared.access.sight(headers, Timestamp::now())
    }
}

async fn console_page(State(console): State<Console>, headers: HeaderMap) -> Response {
    match console.sight(&headers) {
        Sight::Nothing => ask_for_token(""),
        sight => html(StatusCode::OK, page::whole(&console, sight, Instant::now())),
    }
}

async fn updates(State(console): State<Console>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let sight = console.sight(&headers);
    if sight == Sight::Nothing {
        return ask_for_token("");
    }
    let Ok(seat) = Arc::clone(&console.shared.viewers).try_acquire_owned() else {
        let text = format!("{VIEWERS} look at this console already.\n");
        return answer(StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", text);
    };
    let known = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let known = known.or_else(|| query.as_deref()?.strip_prefix("after="));
    let after = known.and_then(|number| number.parse().ok()).unwrap_or_default();
    with_headers(updates::stream(console, sight, after, seat))
}

async fn sign_in(State(console): State<Console>, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    let token = page::token_of(&form);
    match console.shared.access.sign_in(&token, &headers, Timestamp::now()) {
        Some(cookie) => to_the_page(&cookie),
        None => ask_for_token("<p class=\"wrong\" role=\"alert\">That is not the token.</p>"),
    }
}

async fn sign_out(headers: HeaderMap) -> Response {
    to_the_page(&Access::sign_out(&headers))
}

fn to_the_page(cookie: &str) -> Response {
    let to = [(header::LOCATION, "./"), (header::SET_COOKIE, cookie)];
    with_headers((StatusCode::SEE_OTHER, to))
}

/// For a browser the form; a tool reads from the header what to bring.
fn ask_for_token(note: &str) -> Response {
    let mut response = html(StatusCode::UNAUTHORIZED, page::sign_in(note));
    let scheme = HeaderValue::from_static("Bearer realm=\"demarche\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    response
}

fn html(status: StatusCode, content: String) -> Response {
    answer(status, "text/html; charset=utf-8", content)
}

fn answer(status: StatusCode, media_type: &'static str, content: String) -> Response {
    with_headers((status, [(header::CONTENT_TYPE, media_type)], content))
}

fn with_headers(response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    let told: [(HeaderName, &str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in told {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
