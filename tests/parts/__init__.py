"""The real servers that tests run against: Apache Kafka and PostgreSQL, started and ended by us."""
