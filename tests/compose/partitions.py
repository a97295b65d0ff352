"""Run inside a container of the project: prints who reads which partitions, as Kafka sees it.

JSON: {group: {member: {"host": "10.0.0.5", "partitions": [["events.v1", 0], …]}}}
"""

import asyncio
import json
import os
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from aiokafka.protocol.admin import DescribeGroupsRequest_v3, DescribeGroupsResponse_v3

# aiokafka 0.14 reads answers of version 3 as if they were of version 2, which fails at the second
# group of an answer.
DescribeGroupsRequest_v3.RESPONSE_TYPE = DescribeGroupsResponse_v3


async def main() -> None:
    """Describe every consumer group."""
    servers = os.environ["INTERPARTY_BUS_URL"].removeprefix("kafka://")
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        names = [group[0] for group in await admin.list_consumer_groups()]
        answers = await admin.describe_consumer_groups(names) if names else []
    finally:
        await admin.close()
    groups: dict[str, dict[str, Any]] = {}
    for answer in answers:
        for described in answer.groups:
            groups[described[1]] = {member[0]: _member(member) for member in described[5]}
    print(json.dumps(groups))


def _member(member: tuple[Any, ...]) -> dict[str, Any]:
    assignment = ConsumerProtocolMemberAssignment.decode(member[4]) if member[4] else None
    partitions = assignment.partitions() if assignment else []
    return {"host": member[2].lstrip("/"), "partitions": [list(one) for one in sorted(partitions)]}


asyncio.run(main())
