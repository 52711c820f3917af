# One image for `serve`, `worker` and `migrate`.
# Pin the base by its digest where you build: --build-arg BASE_IMAGE=python:3.13-slim-trixie@sha256:…
ARG BASE_IMAGE=python:3.13-slim-trixie

FROM ${BASE_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# strip, for the libraries; it stays in this stage.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends binutils >/dev/null
RUN python3 -m venv /opt/auth1
COPY requirements/image.txt /tmp/image.txt
RUN /opt/auth1/bin/pip install --quiet --no-compile --require-hashes --only-binary :all: -r /tmp/image.txt
COPY deploy/image/trim.py /tmp/trim.py
COPY adapters/babel/locales /tmp/locales
RUN find /opt/auth1 -type f -name '*.so*' -exec strip --strip-unneeded {} + \
    && /opt/auth1/bin/python3 -B /tmp/trim.py /tmp/locales
WORKDIR /app
COPY setup.cfg LICENSE docker-compose.yml .env.example ./
COPY domain domain
COPY application application
COPY adapters adapters
COPY entrypoints entrypoints
COPY migrations migrations
COPY deploy/image/auth1.py bin/auth1
# Whatever the modes in the checkout are, the image's user reads all of it and writes nothing.
# The root file system is read-only: nothing is compiled there later.
RUN chmod -R a+rX,go-w /app && chmod 755 bin/auth1 \
    && /opt/auth1/bin/python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/auth1/lib /app

FROM ${BASE_IMAGE}
# Neither the base's installers nor what makes new ones; what the base has not compiled is compiled.
RUN groupadd --gid 10001 auth1 \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin auth1 \
    && find /usr -xdev \( -name 'pip' -o -name 'pip3*' -o -name 'pip-*' -o -name 'ensurepip' -o -name 'setuptools*' \
        -o -name 'python-wheels' \) -prune -exec rm -rf {} + \
    && python3 -m compileall -q -x '/(test|tests|idlelib|lib2to3|tkinter|turtledemo|site-packages|dist-packages)/' \
        "$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
COPY --from=build /opt/auth1 /opt/auth1
COPY --from=build /app /app
ENV PATH=/app/bin:/opt/auth1/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
USER 10001:10001
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["auth1", "alive"]
ENTRYPOINT ["auth1"]
CMD ["serve"]
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Auth1" \
      org.opencontainers.image.description="Authentication server that you run yourself" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"
