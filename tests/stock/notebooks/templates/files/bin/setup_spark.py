#!/usr/bin/env python3
"""Unpacks a release of Spark into /usr/local."""
