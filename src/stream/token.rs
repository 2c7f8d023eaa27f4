//! Tokens of OAUTHBEARER, from the file that whoever issues them keeps fresh, as Kubernetes does for service accounts.
//!
//! The Kafka client asks again before a token expires. What it hands us for the purpose is its property
//! `sasl.oauthbearer.config`, in which the path of the file is put.

use std::error::Error;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rdkafka::client::OAuthToken;
use serde::Deserialize;

/// Why a file gives no token. It never quotes the token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("`kafka.oauth_token_file` is not set")]
    NoFile,
    #[error("{file} cannot be read: {source}")]
    Unreadable { file: String, source: std::io::Error },
    #[error("{file} holds no token: {problem}")]
    Malformed { file: String, problem: &'static str },
}

/// What the token says of itself.
#[derive(Deserialize)]
struct Claims {
    /// Seconds since the Unix epoch; some issuers write fractions.
    exp: f64,
    sub: String,
}

/// The token that stands in a file.
pub(crate) fn read(file: Option<&str>) -> Result<OAuthToken, Box<dyn Error>> {
    let file = file.filter(|file| !file.is_empty()).ok_or(TokenError::NoFile)?;
    let content =
        std::fs::read_to_string(file).map_err(|source| TokenError::Unreadable { file: file.to_owned(), source })?;
    let token = content.trim();
    match claims(token) {
        Ok(claims) => Ok(OAuthToken {
            token: token.to_owned(),
            principal_name: claims.sub,
            #[allow(clippy::cast_possible_truncation, reason = "milliseconds of any date fit")]
            lifetime_ms: (claims.exp * 1000.0) as i64,
        }),
        Err(problem) => Err(TokenError::Malformed { file: file.to_owned(), problem }.into()),
    }
}

fn claims(token: &str) -> Result<Claims, &'static str> {
    let payload = token.split('.').nth(1).ok_or("a JWT has three parts with dots between them")?;
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| "the second part of a JWT is base64 for URLs")?;
    serde_json::from_slice(&payload).map_err(|_| "the second part of a JWT is JSON with `sub` and `exp`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(content: &str) -> Result<OAuthToken, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, content).unwrap();
        read(file.path().to_str()).map_err(|error| error.to_string())
    }

    fn jwt(payload: &str) -> String {
        format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn a_token_tells_whose_it_is_and_how_long_it_lasts() {
        let written = jwt(r#"{"sub":"reader","exp":1700000000}"#);
        let token = read_from(&format!("{written}\n")).unwrap();
        assert_eq!(
            (token.token, token.principal_name, token.lifetime_ms),
            (written, "reader".to_owned(), 1_700_000_000_000)
        );
    }

    #[test]
    fn what_is_no_token_is_told_and_not_quoted() {
        for content in ["", "hunter2", "a.hunter2!.c", &jwt("hunter2"), &jwt(r#"{"sub":"hunter2"}"#)] {
            let error = read_from(content).err().unwrap();
            assert!(error.contains("holds no token") && !error.contains("hunter2"), "{content}: {error}");
        }
        let error = read(Some("/not/there")).err().unwrap().to_string();
        assert!(error.contains("/not/there cannot be read"), "{error}");
    }
}
