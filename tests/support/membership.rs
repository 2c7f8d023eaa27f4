//! Who owns which partitions, as the broker that coordinates the group knows it.

use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::groups::GroupMemberInfo;

use super::Pipeline;

/// A member of a group, in the broker's words.
pub struct GroupMember {
    /// The name that the broker has given it for as long as it stays.
    pub id: String,
    assignment: Vec<u8>,
}

impl Pipeline {
    /// The partitions of the input topic that each member of the group owns; `None` while the group rebalances, or
    /// nobody can tell.
    pub fn assignments(&self) -> Option<Vec<Vec<i32>>> {
        let members = members(&self.written.consumer, &self.group)?;
        members.iter().map(|member| partitions(&member.assignment, &self.topics.input)).collect()
    }

    /// How many members a group has, once each has its share.
    pub fn members_of(&self, group: &str) -> Option<usize> {
        Some(members(&self.written.consumer, group)?.len())
    }
}

/// The members of a group, asked for with this client; `None` while the group rebalances, or nobody can tell.
pub fn members(client: &BaseConsumer, group: &str) -> Option<Vec<GroupMember>> {
    let groups = client.fetch_group_list(Some(group), Duration::from_secs(10)).ok()?;
    let group = groups.groups().first().filter(|group| group.state() == "Stable")?;
    let member = |member: &GroupMemberInfo| {
        Some(GroupMember { id: member.id().to_owned(), assignment: member.assignment()?.to_owned() })
    };
    group.members().iter().map(member).collect()
}

/// Reads an assignment as Kafka's consumer protocol writes it: version, then topics, each with its partitions.
fn partitions(mut assignment: &[u8], of_topic: &str) -> Option<Vec<i32>> {
    let _version: [u8; 2] = take(&mut assignment)?;
    let mut owned = Vec::new();
    for _ in 0..i32::from_be_bytes(take(&mut assignment)?) {
        let length = i16::from_be_bytes(take(&mut assignment)?);
        let (topic, rest) = assignment.split_at_checked(usize::try_from(length).ok()?)?;
        assignment = rest;
        for _ in 0..i32::from_be_bytes(take(&mut assignment)?) {
            let partition = i32::from_be_bytes(take(&mut assignment)?);
            if topic == of_topic.as_bytes() {
                owned.push(partition);
            }
        }
    }
    owned.sort_unstable();
    Some(owned)
}

fn take<const SIZE: usize>(bytes: &mut &[u8]) -> Option<[u8; SIZE]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}
