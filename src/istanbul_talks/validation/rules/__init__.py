"""The checks beyond the JSON Schema: one small generator a rule, grouped by layer."""
