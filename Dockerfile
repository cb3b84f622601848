# The one image that web, worker, beat and the preparation of docker-compose.yml run.
FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /casework
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY . .
# The house's two files and the collected pages lie in volumes that this user owns.
RUN useradd --uid 1000 casework \
    && install --directory --owner casework --group casework --mode 0700 /house /static /mail
USER casework
EXPOSE 8000
