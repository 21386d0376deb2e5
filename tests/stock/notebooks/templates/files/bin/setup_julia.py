#!/usr/bin/env python3
"""Unpacks a release of Julia into /opt."""
