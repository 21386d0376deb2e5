c = get_config()
c.IPKernelApp.matplotlib = "inline"
