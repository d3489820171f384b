"""Field reports: what people see on the road, from the picture on a phone to the answer."""
