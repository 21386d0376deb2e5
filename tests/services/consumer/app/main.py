"""A Kafka consumer. With --check it says what it would do; without, it needs a broker."""

import asyncio
import os
import sys

import orjson
import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaConnectionError
from cachetools import TTLCache  # the service's own requirement; the others are the base's

log = structlog.get_logger()
servers = os.environ["LOOM_KAFKA_BOOTSTRAP_SERVERS"]
topic = os.environ["LOOM_KAFKA_TOPIC_PREFIX"] + "events"


async def consume():
    seen = TTLCache(maxsize=1000, ttl=60)
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=servers)
    try:
        await consumer.start()
        async for message in consumer:
            if message.key not in seen:
                seen[message.key] = True
                log.info("event", value=orjson.loads(message.value))
    finally:
        await consumer.stop()


def main():
    if sys.argv[1:] == ["--check"]:
        print(f"uid {os.getuid()}: would consume {topic} from {servers}")
        return 0
    try:
        asyncio.run(consume())
    except KafkaConnectionError as error:
        log.error("no broker", servers=servers, error=str(error))
        return 1
    return 0


sys.exit(main())
