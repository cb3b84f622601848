# One file, two images: what casework runs in, and the proxy before it.

FROM python:3.13-slim AS casework
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /casework
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY . .
RUN python -m compileall -q casework config
# The house's two files, the collected pages and the mail folder lie in volumes of this user.
RUN useradd --uid 1000 casework \
    && install --directory --owner casework --group casework --mode 0700 /house /static /mail
USER casework
EXPOSE 8000

FROM caddy:2 AS proxy
# The image's program carries a capability for ports below 1024. With every capability dropped the
# kernel refuses to run such a file; a copy carries none, and these ports need none.
RUN cp /usr/bin/caddy /usr/bin/caddy.plain && mv /usr/bin/caddy.plain /usr/bin/caddy
# Certificates and their account lie in volumes of an ordinary user.
RUN install -d -o 1000 -g 1000 -m 0700 /data /config
USER 1000:1000
EXPOSE 8080 8443
