#!/bin/sh
exec cat /var/lib/acme/made
