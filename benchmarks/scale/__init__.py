"""The schema with millions of users and many tenants: what each query reads there, and what a tenant more costs."""
