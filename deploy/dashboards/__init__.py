"""Dashboards for Grafana: what they show, how they are written, and pictures of them on real numbers."""
