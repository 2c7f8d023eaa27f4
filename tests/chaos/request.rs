//! Two requests of Kafka's protocol that the client library has no call for, in the oldest form that brokers take.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(5);

/// The kinds of requests, by the number that the protocol gives them.
#[derive(Clone, Copy)]
enum Api {
    LeaveGroup = 13,
    AlterClientQuotas = 49,
}

/// Removes a member from its group, as an administrator does; `broker` must coordinate the group.
pub fn remove_member(broker: &str, group: &str, member: &str) -> std::io::Result<()> {
    let body = [string(group), string(member)].concat();
    ask(broker, Api::LeaveGroup, &body, 0)
}

/// Sets how many bytes a second the clients of this `client.id` may write to each broker; `None` lifts it.
pub fn limit_writing(broker: &str, client_id: &str, bytes_a_second: Option<f64>) -> std::io::Result<()> {
    let one = 1_i32.to_be_bytes().to_vec();
    let body = [
        one.clone(),
        one.clone(),
        string("client-id"),
        string(client_id),
        one,
        string("producer_byte_rate"),
        bytes_a_second.unwrap_or_default().to_be_bytes().to_vec(),
        vec![u8::from(bytes_a_second.is_none())],
        // Not only to try.
        vec![0],
    ];
    // Before the code: how long we are throttled, and of how many entries this is the first.
    ask(broker, Api::AlterClientQuotas, &body.concat(), 8)
}

/// Asks a broker. In the answer, the error code stands after this many bytes.
fn ask(broker: &str, api: Api, body: &[u8], code_at: usize) -> std::io::Result<()> {
    let address = broker.parse().map_err(std::io::Error::other)?;
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    let (version, correlation) = (0_i16, 1_i32);
    let request =
        [&(api as i16).to_be_bytes()[..], &version.to_be_bytes(), &correlation.to_be_bytes(), &string("chaos"), body]
            .concat();
    stream.write_all(&u32::try_from(request.len()).expect("a short request").to_be_bytes())?;
    stream.write_all(&request)?;
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut answer = vec![0; usize::try_from(u32::from_be_bytes(length)).expect("a short answer")];
    stream.read_exact(&mut answer)?;
    let code_at = code_at + correlation.to_be_bytes().len();
    match answer.get(code_at..code_at + 2) {
        Some([0, 0]) => Ok(()),
        code => Err(std::io::Error::other(format!("the broker answers with the error code {code:?}"))),
    }
}

fn string(text: &str) -> Vec<u8> {
    let length = i16::try_from(text.len()).expect("a short name");
    [&length.to_be_bytes()[..], text.as_bytes()].concat()
}
