#!/bin/bash
# Starts what a container is for.
exec "$@"
