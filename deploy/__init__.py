"""What stands around Auth1: the image, proxies, poolers, dashboards."""
