# One image for the server, the worker and the operator's commands.
FROM python:3.12-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 alongside
WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation ./rulebook . \
 && mkdir -p /var/lib/alongside && chown alongside /var/lib/alongside
USER alongside
ENV ALONGSIDE_HOME=/var/lib/alongside
VOLUME /var/lib/alongside
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/live', timeout=3)"]
CMD ["alongside", "serve", "--host", "0.0.0.0"]
