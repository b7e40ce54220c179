def refuse_uploads(get_response): return get_response
def safe_headers(get_response): return get_response
def plain_refusals(get_response): return get_response
